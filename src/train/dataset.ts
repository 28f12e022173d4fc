import { defineErrors } from '../base/errors.ts'
import { type Dataset, labelsOf, type ReadOptions, readDataset, splitDataset } from '../data/index.ts'
import type { TaskKind, TextRecord } from '../tasks/index.ts'
import type { OnEvent } from './events.ts'

const fail = defineErrors({
  E_TASK_UNCLEAR: {
    zh: { what: '内存中的记录没有说明任务', fix: '设置 task 为 ner 或 cls' },
    en: { what: 'records in memory do not say their task', fix: 'set task to ner or cls' },
  },
  E_LABELS_COUNT: {
    zh: {
      what: '数据里有 {found} 个标签（{labels}），而要求是 {expected} 个',
      fix: '检查 numLabels，或检查数据里有没有拼错的标签',
    },
    en: {
      what: 'the data has {found} labels ({labels}), but {expected} are asked for',
      fix: 'check numLabels, or the data for mistyped labels',
    },
  },
})

/** A file, or records in memory. */
export type DataSource = string | readonly TextRecord[]

export interface DataSources {
  readonly task?: TaskKind
  readonly train: DataSource
  readonly dev?: DataSource
  readonly test?: DataSource
}

export interface LoadedData {
  readonly task: TaskKind
  readonly labels: readonly string[]
  readonly train: readonly TextRecord[]
  readonly dev: readonly TextRecord[]
  readonly test: readonly TextRecord[] | undefined
}

/**
 * Reads the data of a run. Without a dev file a part of the training data becomes the dev set. Labels come from
 * the training data.
 *
 * @throws E_LABELS_COUNT and the readers' errors
 */
export function loadData(
  sources: DataSources,
  options: {
    readonly devShare: number
    readonly seed: number
    readonly numLabels?: number | undefined
    readonly repairTags?: boolean
  },
  onEvent: OnEvent,
): LoadedData {
  const read = (role: 'train' | 'dev' | 'test', source: DataSource, task?: TaskKind) =>
    typeof source === 'string'
      ? readFile(role, source, { ...(task && { task }), repairTags: options.repairTags ?? false }, onEvent)
      : { task, records: source }
  const first = read('train', sources.train, sources.task)
  const { task } = first
  if (!task) throw fail('E_TASK_UNCLEAR', {})
  const whole = first.records
  const parts =
    sources.dev !== undefined
      ? { train: whole, dev: read('dev', sources.dev, task).records }
      : splitDataset(whole, options.devShare, options.seed)
  const labels = labelsOf(whole)
  if (options.numLabels !== undefined && labels.length !== options.numLabels) {
    throw fail('E_LABELS_COUNT', {
      found: labels.length,
      labels: labels.join(', '),
      expected: options.numLabels,
    })
  }
  return {
    task,
    labels,
    ...parts,
    test: sources.test === undefined ? undefined : read('test', sources.test, task).records,
  }
}

/** Records to score a model of a known task on; a file is told as a data event. @throws the readers' errors */
export function readRecords(
  role: 'dev' | 'test',
  source: DataSource,
  task: TaskKind,
  onEvent: OnEvent,
): readonly TextRecord[] {
  return typeof source === 'string' ? readFile(role, source, { task }, onEvent).records : source
}

function readFile(
  role: 'train' | 'dev' | 'test',
  file: string,
  read: ReadOptions,
  onEvent: OnEvent,
): Dataset {
  const dataset = readDataset(file, { ...read, forTraining: role === 'train' })
  const { format, reason, notes, records } = dataset
  onEvent({ event: 'data', role, file, task: dataset.task, format, reason, records: records.length, notes })
  return dataset
}
