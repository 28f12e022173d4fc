import { defineErrors } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import type { Reading } from '../config/index.ts'
import {
  type Dataset,
  labelsOf,
  type ReadOptions,
  readDataset,
  recordPlace,
  splitDataset,
  taskOfRecord,
} from '../data/index.ts'
import { TASK_KINDS, type TaskKind, type TextRecord } from '../tasks/index.ts'
import type { OnEvent } from './events.ts'

const fail = defineErrors({
  E_TASK_UNCLEAR: {
    zh: { what: '内存中的记录没有说明任务', fix: '设置 task 为 ner、cls、multi 或 pair' },
    en: { what: 'records in memory do not say their task', fix: 'set task to ner, cls, multi or pair' },
  },
  E_RECORDS_TASK: {
    zh: {
      what: '任务是 {task}，而内存中的这条记录是 {found} 数据',
      fix: '实体识别（ner）的记录带 entities，文本分类（cls）带 label，多标签（multi）带 labels，句对（pair）带 pair 和 label；换成对应的记录，或改用 {found} 任务',
    },
    en: {
      what: 'the task is {task}, but this record in memory is of {found}',
      fix: 'records of ner have entities, of cls a label, of multi labels, of pair a pair and a label: give such records, or use the task {found}',
    },
  },
  E_DATA_NAMES: {
    zh: { what: '{role} 的任务名 {name} 不在训练数据的任务 {known} 之中', fix: '各处使用同样的任务名' },
    en: {
      what: '{role} names the task {name}, which is none of the training data’s: {known}',
      fix: 'use the same names of tasks everywhere',
    },
  },
  E_TASK_NAME: {
    zh: { what: '任务名 {name} 不可用', fix: '用字母、数字、连字符和下划线，例如 ner、fault-class' },
    en: { what: '{name} cannot be the name of a task', fix: 'use letters, digits, hyphens and underscores' },
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

/** The data of a run: one source, or with several tasks one for each, by the name of the task. */
export type NamedSource = DataSource | { readonly [task: string]: DataSource }

export interface DataSources {
  /** The task of the one source; left out, the data shows it. */
  readonly task?: TaskKind
  readonly train: NamedSource
  readonly dev?: NamedSource
  readonly test?: NamedSource
}

/** The data of one task. */
interface TaskSources {
  readonly task?: TaskKind
  readonly train: DataSource
  readonly dev?: DataSource
  readonly test?: DataSource
}

export interface LoadedData {
  /** As the user calls it, or the kind of the one task. */
  readonly name: string
  readonly task: TaskKind
  readonly labels: readonly string[]
  readonly train: readonly TextRecord[]
  readonly dev: readonly TextRecord[]
  readonly test: readonly TextRecord[] | undefined
  /** The training data as they were given: with the part that became the dev set, without what augmentation adds. */
  readonly whole: readonly TextRecord[]
}

interface LoadOptions {
  readonly devShare: number
  readonly seed: number
  readonly numLabels?: number | undefined
  /** How files are read. */
  readonly reading?: Reading
  /** Labels that a task has already: they come first, in their order. */
  readonly known?: (task: { readonly name: string; readonly kind: TaskKind }) => readonly string[]
}

/**
 * Reads the data of every task of a run, in the order in which the training data names them.
 *
 * @throws E_DATA_NAMES, E_TASK_NAME, and as `loadData`
 */
export function loadAll(sources: DataSources, options: LoadOptions, onEvent: OnEvent): LoadedData[] {
  const { train, dev, test, task } = sources
  if (!isNamed(train)) {
    const parts = { dev: onlySource('dev', dev), test: onlySource('test', test) }
    const given = Object.fromEntries(Object.entries(parts).filter(([, source]) => source !== undefined))
    return [loadData({ train, ...given, ...(task && { task }) }, '', options, onEvent)]
  }
  const names = Object.keys(train)
  for (const name of names)
    if (!/^[\p{L}\p{N}_-]+$/u.test(name)) throw fail('E_TASK_NAME', { name: quote(name) })
  for (const [role, source] of Object.entries({ dev, test })) {
    if (source === undefined) continue
    if (!isNamed(source)) throw fail('E_DATA_NAMES', { role, name: '–', known: names.join(', ') })
    const odd = Object.keys(source).find((name) => !names.includes(name))
    if (odd !== undefined) throw fail('E_DATA_NAMES', { role, name: quote(odd), known: names.join(', ') })
  }
  const of = (source: NamedSource | undefined, name: string) =>
    source && (source as Readonly<Record<string, DataSource>>)[name]
  return names.map((name) => {
    const [ownDev, ownTest] = [of(dev, name), of(test, name)]
    const kind = (TASK_KINDS as string[]).includes(name) ? { task: name as TaskKind } : {}
    const parts = {
      ...(ownDev !== undefined && { dev: ownDev }),
      ...(ownTest !== undefined && { test: ownTest }),
    }
    return loadData({ ...kind, train: train[name]!, ...parts }, name, options, onEvent)
  })
}

/** The names of the tasks of training data; undefined for the data of one task without a name. */
export const namesOf = (train: NamedSource): string[] | undefined =>
  isNamed(train) ? Object.keys(train) : undefined

const isNamed = (source: NamedSource | undefined): source is { readonly [task: string]: DataSource } =>
  typeof source === 'object' && !Array.isArray(source)

/** @throws E_DATA_NAMES for sources by task beside one training source */
function onlySource(role: string, source: NamedSource | undefined): DataSource | undefined {
  if (!isNamed(source)) return source as DataSource | undefined
  throw fail('E_DATA_NAMES', { role, name: Object.keys(source).join(', '), known: '–' })
}

/**
 * Reads the data of one task. Without a dev file a part of the training data becomes the dev set. Labels come from
 * the training data.
 *
 * @param name of the task; empty for the only one, whose kind names it
 * @throws E_LABELS_COUNT, E_RECORDS_TASK, E_TASK_UNCLEAR and the readers' errors
 */
function loadData(sources: TaskSources, name: string, options: LoadOptions, onEvent: OnEvent): LoadedData {
  const read = (role: 'train' | 'dev' | 'test', source: DataSource, task?: TaskKind) =>
    typeof source === 'string'
      ? readFile(role, source, { ...(task && { task }), ...options.reading }, onEvent)
      : { task, records: requireTask(source, task) }
  const asked = sources.task ?? kindOf(sources.train)
  const first = read('train', sources.train, asked)
  const { task } = first
  if (!task) throw fail('E_TASK_UNCLEAR', {})
  const whole = first.records
  const parts =
    sources.dev !== undefined
      ? { train: whole, dev: read('dev', sources.dev, task).records }
      : splitDataset(whole, options.devShare, options.seed)
  const own = labelsOf(whole)
  const known = options.known?.({ name: name || task, kind: task }) ?? []
  const labels = [...known, ...own.filter((label) => !known.includes(label))]
  if (options.numLabels !== undefined && labels.length !== options.numLabels) {
    const values = { found: labels.length, labels: labels.join(', '), expected: options.numLabels }
    throw fail('E_LABELS_COUNT', values, { file: whole[0]!.origin.file })
  }
  return {
    name: name || task,
    task,
    labels,
    ...parts,
    whole,
    test: sources.test === undefined ? undefined : read('test', sources.test, task).records,
  }
}

/** Records in memory show their task themselves. */
function kindOf(source: DataSource): TaskKind | undefined {
  if (typeof source === 'string' || source.length === 0) return undefined
  return taskOfRecord(source[0]!)
}

/**
 * Records to score a model of a known task on; a file is told as a data event.
 *
 * @throws E_RECORDS_TASK and the readers' errors
 */
export function readRecords(
  role: 'dev' | 'test',
  source: DataSource,
  read: { readonly task: TaskKind } & Reading & Pick<ReadOptions, 'fields'>,
  onEvent: OnEvent,
): readonly TextRecord[] {
  return typeof source === 'string'
    ? readFile(role, source, read, onEvent).records
    : requireTask(source, read.task)
}

/** Records in memory, all of the task if it is known. @throws E_RECORDS_TASK */
function requireTask(records: readonly TextRecord[], task: TaskKind | undefined): readonly TextRecord[] {
  const odd = task && records.find((record) => taskOfRecord(record) !== task)
  if (!odd) return records
  const found = taskOfRecord(odd)
  throw fail('E_RECORDS_TASK', { task, found }, recordPlace(odd.origin))
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
