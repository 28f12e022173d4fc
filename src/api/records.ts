import { defineErrors } from '../base/errors.ts'
import { jsonText } from '../base/json.ts'
import { quote } from '../base/quote.ts'
import { labelsOf, type Span, taskOfRecord } from '../data/index.ts'
import type { TextRecord } from '../tasks/index.ts'
import type { DataSource } from '../train/index.ts'

const fail = defineErrors({
  E_RECORDS_SHAPE: {
    zh: {
      what: '这条记录不可用：{reason}',
      fix: '实体记录写作 {entityShape}，分类写作 {classShape}，多标签写作 {multiShape}，句对写作 {pairShape}',
    },
    en: {
      what: 'this record cannot be used: {reason}',
      fix: 'write entities as {entityShape}, classes as {classShape}, several labels as {multiShape}, pairs as {pairShape}',
    },
  },
  E_RECORDS_MIXED: {
    zh: { what: '不同任务的记录混在了一起', fix: '一次训练只给一种记录' },
    en: { what: 'records of different tasks are mixed', fix: 'give records of one kind' },
  },
  E_RECORDS_EMPTY: {
    zh: { what: '没有任何记录', fix: '检查数据是否已经读入' },
    en: { what: 'there is no record', fix: 'check that the data was read' },
  },
  E_RECORDS_LABELS: {
    zh: {
      what: '训练数据只有 {count} 种标签，学不到东西',
      fix: '实体和多标签数据至少要有一个标签，分类数据至少要有两个类别',
    },
    en: {
      what: 'the training data has {count} labels, from which nothing can be learned',
      fix: 'entities and texts of several labels need one label at least, classes two',
    },
  },
})

const SHAPES = {
  entityShape: '{ text, entities: [{ start, end, label }] }',
  classShape: '{ text, label }',
  multiShape: '{ text, labels: [label] }',
  pairShape: '{ text, pair, label }',
}

/** A record in memory. Offsets are UTF-16 code units, `[start, end)`. */
export type RecordInput =
  | { readonly text: string; readonly entities: readonly Span[]; readonly id?: string }
  | { readonly text: string; readonly label: string; readonly id?: string }
  | { readonly text: string; readonly labels: readonly string[]; readonly id?: string }
  | { readonly text: string; readonly pair: string; readonly label: string; readonly id?: string }

/** The path of a data file, or records in memory. */
export type DataInput = string | readonly RecordInput[]

/**
 * Checks records in memory as strictly as those of a file, and gives each its origin: `name`, with its number from
 * 1 as the line. Paths pass through.
 *
 * @param name what later messages call the source, e.g. `trainData`
 * @throws E_RECORDS_EMPTY, E_RECORDS_SHAPE, E_RECORDS_MIXED naming the record
 */
export function checkSource(source: DataInput, name: string): DataSource {
  if (typeof source === 'string') return source
  if (!Array.isArray(source) || source.length === 0) throw fail('E_RECORDS_EMPTY', {}, { file: name })
  const records = source.map((record: unknown, index): TextRecord => {
    const id = isObject(record) && typeof record.id === 'string' ? { id: record.id } : {}
    const origin = { file: name, line: index + 1, ...id }
    const checked = checkRecord(record)
    if (typeof checked !== 'string') return { ...checked, origin } as TextRecord
    throw fail('E_RECORDS_SHAPE', { reason: checked, ...SHAPES }, { file: name, line: index + 1 })
  })
  const odd = records.findIndex((record) => taskOfRecord(record) !== taskOfRecord(records[0]!))
  if (odd >= 0) throw fail('E_RECORDS_MIXED', {}, { file: name, line: odd + 1 })
  return records
}

/** @throws E_RECORDS_LABELS when records in memory have too few labels to learn from */
export function requireLearnable(source: DataSource, name: string): void {
  if (typeof source === 'string') return
  const count = labelsOf(source).length
  const needed = 'label' in source[0]! ? 2 : 1
  if (count < needed) throw fail('E_RECORDS_LABELS', { count }, { file: name })
}

type Checked =
  | { readonly text: string; readonly label: string; readonly pair?: string }
  | { readonly text: string; readonly labels: readonly string[] }
  | { readonly text: string; readonly entities: readonly Span[] }

const KINDS = ['label', 'labels', 'entities'] as const

/** The record without what it does not need, or what is wrong with it. */
function checkRecord(record: unknown): Checked | string {
  if (!isObject(record)) return shown(record)
  const { text, pair, label, labels, entities } = record
  if (!isFilled(text)) return `text: ${shown(text)}`
  const given = KINDS.filter((kind) => record[kind] !== undefined)
  if (given.length > 1) return given.join(' + ')
  if (pair !== undefined && (label === undefined || !isFilled(pair))) return `pair: ${shown(pair)}`
  if (labels !== undefined) {
    if (!Array.isArray(labels) || !labels.every(isFilled)) return `labels: ${shown(labels)}`
    return { text, labels: [...new Set(labels)] }
  }
  if (entities === undefined) {
    if (!isFilled(label)) return `label: ${shown(label)}`
    return pair === undefined ? { text, label } : { text, pair, label }
  }
  if (!Array.isArray(entities)) return `entities: ${shown(entities)}`
  const spans: Span[] = []
  for (const [index, entity] of entities.entries()) {
    const span = spanOf(entity, text)
    if (!span) return `entities[${index}]: ${shown(entity)}, text.length: ${text.length}`
    spans.push(span)
  }
  return { text, entities: spans.sort((a, b) => a.start - b.start || a.end - b.end) }
}

function spanOf(entity: unknown, text: string): Span | undefined {
  if (!isObject(entity)) return undefined
  const { start, end, label } = entity
  if (typeof start !== 'number' || typeof end !== 'number' || typeof label !== 'string') return undefined
  const isInside = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end
  if (!isInside || end > text.length || label.trim() === '') return undefined
  // An entity as `predict` gives it holds its text too, which shows a wrong offset.
  if (entity.text !== undefined && entity.text !== text.slice(start, end)) return undefined
  return { start, end, label }
}

const isFilled = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function shown(value: unknown): string {
  return quote(jsonText(value), 80)
}
