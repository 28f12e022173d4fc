import { basename, dirname, extname, join } from 'node:path'
import { type DataSource, type Done, freshRunPath, type TrainEvent, type TrainJob } from '../train/index.ts'
import { WorkerClient } from './client.ts'
import { checkSource, type DataInput, requireLearnable } from './records.ts'

/** What to train; data are paths or records in memory. */
export interface TrainingJob extends Omit<TrainJob, 'train' | 'dev' | 'test'> {
  readonly train: DataInput
  readonly dev?: DataInput
  readonly test?: DataInput
}

export interface TrainingOptions {
  /** Hears everything worth showing, in order. What it throws stops the training. */
  readonly onEvent?: (event: TrainEvent) => void
  /** Stops the training; the checkpoints written so far stay. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Trains a model in a thread of its own; the caller's event loop stays free.
 *
 * @returns what came out; the model is in `job.out`
 * @throws HanTuneError of the data, the model, the settings and the run folder; the signal's reason
 */
export async function trainModel(job: TrainingJob, options: TrainingOptions = {}): Promise<Done> {
  const { onEvent = () => {}, signal } = options
  const train = checkSource(job.train, 'trainData')
  requireLearnable(train, 'trainData')
  const { dev, test, ...rest } = job
  const checked: TrainJob = {
    ...rest,
    ...(rest.task === undefined && withTask(train)),
    train,
    ...(dev !== undefined && { dev: checkSource(dev, 'valData') }),
    ...(test !== undefined && { test: checkSource(test, 'testData') }),
  }
  const worker = new WorkerClient()
  try {
    // A training tells of nothing else.
    return await worker.request('train', checked, {
      onEvent: (event) => onEvent(event as TrainEvent),
      signal,
    })
  } finally {
    await worker.close()
  }
}

/** Records in memory show their task themselves. */
function withTask(train: DataSource): Pick<TrainJob, 'task'> {
  if (typeof train === 'string') return {}
  return { task: 'label' in train[0]! ? 'cls' : 'ner' }
}

/** File names that say nothing; their folder's name does. */
const PART_NAMES = new Set(['train', 'training', 'trn'])

/** A run folder under `runs/` that does not exist yet, named after the data. */
export function defaultRunPath(data: DataInput): string {
  const stem = typeof data === 'string' ? stemOf(data) : 'memory'
  return freshRunPath('runs', stem.replace(/[^\p{L}\p{N}._-]+/gu, '-'))
}

function stemOf(path: string): string {
  const stem = basename(path, extname(path))
  const folder = basename(dirname(path))
  return PART_NAMES.has(stem.toLowerCase()) && /[^.]/.test(folder) ? folder : stem
}

/** Where a run keeps its best checkpoint. */
export const bestFolder = (run: string): string => join(run, 'best')
