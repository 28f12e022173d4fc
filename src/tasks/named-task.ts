import { DEFAULT_THRESHOLD } from '../metrics/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { buildTask, type TaskDescription } from './build.ts'
import type { AnyTask, TaskKind } from './task.ts'

/** A task of a model, under the name that data and predictions carry. */
export interface NamedTask {
  readonly name: string
  /** Where the head's parameters stand; empty where the model has one task. */
  readonly prefix: string
  readonly description: TaskDescription
  readonly task: AnyTask
}

/** A task under its name; the head of an only task has no prefix, as Hugging Face's libraries expect it. */
export function namedTask(
  name: string,
  description: TaskDescription,
  tokenizer: Tokenizer,
  count: number,
): NamedTask {
  const prefix = count > 1 ? `tasks.${name}.` : ''
  return { name, prefix, description, task: buildTask(description, tokenizer) }
}

/** What a saved model says of one of its tasks. */
export interface TaskFacts {
  readonly name: string
  readonly kind: TaskKind
  /** Entity types or classes. */
  readonly labels: readonly string[]
  /** The most tokens that are read in one pass. */
  readonly maxLength: number
  /** Of several labels: the probability from which on one is given. */
  readonly threshold?: number
}

export const taskFacts = (tasks: readonly NamedTask[]): TaskFacts[] =>
  tasks.map(({ name, description: { kind, labels, maxLength, threshold = DEFAULT_THRESHOLD } }) => ({
    name,
    kind,
    labels,
    maxLength,
    ...(kind === 'multi' && { threshold }),
  }))
