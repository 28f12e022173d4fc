import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { TINY_SETTINGS, writeTiny } from '../../test/support/tiny.ts'
import { type NamedTask, namedTask, type TaskKind } from '../tasks/index.ts'
import type { Evaluation, TrainEvent } from './events.ts'
import { fit as startRun } from './fit.ts'
import type { TrainJob } from './job.ts'
import { type Pretrained, startParameters } from './pretrained.ts'

/** Small data and a small encoder in a folder of their own. */
export function tinyFiles() {
  const folder = temporaryFolder()
  return { folder, ...writeTiny(folder), out: join(folder, 'run') }
}

/** Trains on small data, tested on what it was trained on, and keeps what it told. */
export async function tinyFit(
  files: { readonly bio: string; readonly model: string; readonly out: string },
  change: Partial<TrainJob> = {},
) {
  const events: TrainEvent[] = []
  const job = { train: files.bio, dev: files.bio, model: files.model, out: files.out, ...change }
  const settings = { ...TINY_SETTINGS, ...change.settings }
  const done = await startRun({ ...job, settings }, (event) => events.push(event))
  const evaluations = events.filter((event): event is Evaluation => event.event === 'evaluation')
  return { done, events, evaluations, out: job.out }
}

/** The tasks of a model of one task. */
export function onlyTask(
  { tokenizer }: Pretrained,
  kind: TaskKind = 'ner',
  labels: readonly string[] = ['LOC'],
  maxLength = 64,
): NamedTask[] {
  const description = { kind, labels, maxLength, granularity: 'character', decoder: 'softmax' } as const
  return [namedTask(kind, description, tokenizer, 1)]
}

/** Parameters of which all learn. */
export const startAll = (source: Pretrained, tasks: readonly NamedTask[], seed = 1) =>
  startParameters(source, tasks, { seed, isTrainable: () => true, optimizerState: 'float32' })
