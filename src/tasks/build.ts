import type { Tokenizer } from '../tokenize/index.ts'
import { MultiLabelClassification, type MultiLabelOptions } from './multi-label-classification.ts'
import { PairClassification } from './pair-classification.ts'
import type { AnyTask, TaskKind } from './task.ts'
import { TextClassification } from './text-classification.ts'
import { type TaggingOptions, TokenClassification } from './token-classification.ts'

export type TaskOptions = TaggingOptions & MultiLabelOptions

/** What a saved model says of its task, enough to build it again. */
export interface TaskDescription extends TaskOptions {
  readonly kind: TaskKind
  readonly labels: readonly string[]
}

/** Every task; a new one adds its line. */
const TASKS = {
  ner: TokenClassification,
  cls: TextClassification,
  multi: MultiLabelClassification,
  pair: PairClassification,
} as const

export const TASK_KINDS = Object.keys(TASKS) as TaskKind[]

/** Builds a task by its kind. */
export function buildTask({ kind, labels, ...options }: TaskDescription, tokenizer: Tokenizer): AnyTask {
  // Records, examples and outputs of one task stay together by construction; the types cannot say so here.
  return new TASKS[kind](tokenizer, labels, options) as unknown as AnyTask
}
