import { defineErrors } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import type { Span } from '../data/index.ts'
import type { TextRecord } from '../tasks/index.ts'
import type { DataSource } from '../train/index.ts'

const fail = defineErrors({
  E_RECORDS_SHAPE: {
    zh: {
      what: '这条记录不可用：{reason}',
      fix: '实体记录写作 {entityShape}，分类记录写作 {classShape}',
    },
    en: {
      what: 'this record cannot be used: {reason}',
      fix: 'write entities as {entityShape} and classes as {classShape}',
    },
  },
  E_RECORDS_MIXED: {
    zh: { what: '实体记录和分类记录混在了一起', fix: '一次训练只给一种记录' },
    en: { what: 'records of entities and of classes are mixed', fix: 'give records of one kind' },
  },
  E_RECORDS_EMPTY: {
    zh: { what: '没有任何记录', fix: '检查数据是否已经读入' },
    en: { what: 'there is no record', fix: 'check that the data was read' },
  },
  E_RECORDS_LABELS: {
    zh: {
      what: '训练数据只有 {count} 种标签，学不到东西',
      fix: '实体数据至少要有一个实体，分类数据至少要有两个类别',
    },
    en: {
      what: 'the training data has {count} labels, from which nothing can be learned',
      fix: 'entities need one label at least, classes two',
    },
  },
})

const SHAPES = {
  entityShape: '{ text, entities: [{ start, end, label }] }',
  classShape: '{ text, label }',
}

/** A record in memory. Offsets are UTF-16 code units, `[start, end)`. */
export type RecordInput =
  | { readonly text: string; readonly entities: readonly Span[]; readonly id?: string }
  | { readonly text: string; readonly label: string; readonly id?: string }

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
    if (typeof checked !== 'string') return { ...checked, origin }
    throw fail('E_RECORDS_SHAPE', { reason: checked, ...SHAPES }, { file: name, line: index + 1 })
  })
  const odd = records.findIndex((record) => 'label' in record !== 'label' in records[0]!)
  if (odd >= 0) throw fail('E_RECORDS_MIXED', {}, { file: name, line: odd + 1 })
  return records
}

/** @throws E_RECORDS_LABELS when records in memory have too few labels to learn from */
export function requireLearnable(source: DataSource, name: string): void {
  if (typeof source === 'string') return
  const labels = new Set(
    source.flatMap((record) =>
      'label' in record ? [record.label] : record.entities.map(({ label }) => label),
    ),
  )
  const needed = 'label' in source[0]! ? 2 : 1
  if (labels.size < needed) throw fail('E_RECORDS_LABELS', { count: labels.size }, { file: name })
}

type Checked =
  | { readonly text: string; readonly label: string }
  | { readonly text: string; readonly entities: readonly Span[] }

/** The record without what it does not need, or what is wrong with it. */
function checkRecord(record: unknown): Checked | string {
  if (!isObject(record)) return shown(record)
  const { text, label, entities } = record
  if (typeof text !== 'string' || text.trim() === '') return `text: ${shown(text)}`
  if (label !== undefined && entities !== undefined) return 'label + entities'
  if (entities === undefined) {
    return typeof label === 'string' && label.trim() !== '' ? { text, label } : `label: ${shown(label)}`
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function shown(value: unknown): string {
  return quote(JSON.stringify(value) ?? String(value), 80)
}
