import { basename, dirname, extname, join } from 'node:path'
import {
  type DataSource,
  type Done,
  freshRunPath,
  type NamedSource,
  type TrainEvent,
  type TrainJob,
} from '../train/index.ts'
import { requestAlone } from './client.ts'
import { checkSource, type DataInput, requireLearnable } from './records.ts'

/** Data of the one task, or by the name of the task. */
export type NamedInput = DataInput | { readonly [task: string]: DataInput }

/** What to train; data are paths or records in memory. A run that is resumed has its data in its configuration. */
export interface TrainingJob extends Omit<TrainJob, 'train' | 'dev' | 'test'> {
  readonly train?: NamedInput
  readonly dev?: NamedInput
  readonly test?: NamedInput
}

export interface TrainingOptions {
  /** Hears everything worth showing, in order. What it throws stops the training. */
  readonly onEvent?: (event: TrainEvent) => void
  /** Stops the training at once; the checkpoints written so far stay. */
  readonly signal?: AbortSignal | undefined
  /** Ends the training in order: the step is finished, everything saved, and the answer's reason is `interrupted`. */
  readonly interrupt?: AbortSignal | undefined
}

/**
 * Trains a model in a thread of its own; the caller's event loop stays free.
 *
 * @returns what came out; the model is in `job.out`
 * @throws HanTuneError of the data, the model, the settings and the run folder; the signal's reason
 */
export async function trainModel(job: TrainingJob, options: TrainingOptions = {}): Promise<Done> {
  return requestAlone('train', checkJob(job), options)
}

/** A job whose records in memory are checked. @throws E_RECORDS_* */
export function checkJob({ train, dev, test, ...rest }: TrainingJob): TrainJob {
  return {
    ...rest,
    ...(train !== undefined && { train: checkNamed(train, 'trainData', requireLearnable) }),
    ...(dev !== undefined && { dev: checkNamed(dev, 'valData') }),
    ...(test !== undefined && { test: checkNamed(test, 'testData') }),
  }
}

/** Checks the data of every task. */
function checkNamed(
  input: NamedInput,
  name: string,
  require: (source: DataSource, name: string) => void = () => {},
): NamedSource {
  const check = (own: DataInput, place: string): DataSource => {
    const source = checkSource(own, place)
    require(source, place)
    return source
  }
  if (typeof input === 'string' || Array.isArray(input)) return check(input as DataInput, name)
  return Object.fromEntries(
    Object.entries(input).map(([task, own]) => [task, check(own as DataInput, `${name}.${task}`)]),
  )
}

/** File names that say nothing; their folder's name does. */
const PART_NAMES = new Set(['train', 'training', 'trn'])

/** A run folder under `runs/` that does not exist yet, named after the data. */
export function defaultRunPath(data: NamedInput): string {
  const first = typeof data === 'string' || Array.isArray(data) ? data : Object.values(data)[0]
  const stem = typeof first === 'string' ? stemOf(first) : 'memory'
  return freshRunPath('runs', stem.replace(/[^\p{L}\p{N}._-]+/gu, '-'))
}

function stemOf(path: string): string {
  const stem = basename(path, extname(path))
  const folder = basename(dirname(path))
  return PART_NAMES.has(stem.toLowerCase()) && /[^.]/.test(folder) ? folder : stem
}

/** Where a run keeps its best checkpoint. */
export const bestFolder = (run: string): string => join(run, 'best')
