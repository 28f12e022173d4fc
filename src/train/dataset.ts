import { defineErrors } from '../base/errors.ts'
import { type Dataset, labelsOf, type ReadOptions, readDataset, splitDataset } from '../data/index.ts'
import type { TaskKind, TextRecord } from '../tasks/index.ts'
import type { OnEvent } from './events.ts'

const fail = defineErrors({
  E_TASK_UNCLEAR: {
    zh: { what: '内存中的记录没有说明任务', fix: '设置 task 为 ner 或 cls' },
    en: { what: 'records in memory do not say their task', fix: 'set task to ner or cls' },
  },
  E_RECORDS_TASK: {
    zh: {
      what: '任务是 {task}，而内存中的这条记录是 {found} 数据',
      fix: '实体识别（ner）的记录带 entities，文本分类（cls）的记录带 label；换成对应的记录，或改用 {found} 任务',
    },
    en: {
      what: 'the task is {task}, but this record in memory is of {found}',
      fix: 'records of ner have entities, those of cls a label: give such records, or use the task {found}',
    },
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
 * @throws E_LABELS_COUNT, E_RECORDS_TASK, E_TASK_UNCLEAR and the readers' errors
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
      : { task, records: requireTask(source, task) }
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
    const values = { found: labels.length, labels: labels.join(', '), expected: options.numLabels }
    throw fail('E_LABELS_COUNT', values, { file: whole[0]!.origin.file })
  }
  return {
    task,
    labels,
    ...parts,
    test: sources.test === undefined ? undefined : read('test', sources.test, task).records,
  }
}

/**
 * Records to score a model of a known task on; a file is told as a data event.
 *
 * @throws E_RECORDS_TASK and the readers' errors
 */
export function readRecords(
  role: 'dev' | 'test',
  source: DataSource,
  read: { readonly task: TaskKind; readonly repairTags?: boolean },
  onEvent: OnEvent,
): readonly TextRecord[] {
  return typeof source === 'string'
    ? readFile(role, source, read, onEvent).records
    : requireTask(source, read.task)
}

/** Records in memory, all of the task if it is known. @throws E_RECORDS_TASK */
function requireTask(records: readonly TextRecord[], task: TaskKind | undefined): readonly TextRecord[] {
  const found = task === 'ner' ? 'cls' : 'ner'
  const odd = task && records.find((record) => ('label' in record ? 'cls' : 'ner') !== task)
  if (!odd) return records
  const { file, line, id } = odd.origin
  throw fail('E_RECORDS_TASK', { task, found }, { file, line, ...(id !== undefined && { record: id }) })
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
