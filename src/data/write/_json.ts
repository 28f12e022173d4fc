import { groupFieldOf } from '../../base/origin.ts'
import type { AnyRecord, Origin, RecordOf, TaggedText } from '../records.ts'
import { checkLabel, checkSpan, checkText } from './_checks.ts'

/**
 * A record as a line of JSONL: `entities` with their text, which lets a reader check the offsets; `label`, `labels`,
 * or `sentence1`, `sentence2` and `label`.
 */
export function jsonlLine(record: AnyRecord): string {
  checkTexts(record, 'jsonl')
  if ('entities' in record) return line(record, { text: record.text, entities: spansOf(record, 'jsonl') })
  if ('labels' in record) return line(record, { text: record.text, labels: labelsOf(record, 'jsonl') })
  const [label] = labelsOf(record, 'jsonl')
  if ('pair' in record) return line(record, { sentence1: record.text, sentence2: record.pair, label })
  return line(record, { text: record.text, label })
}

/** A record as a line of doccano's JSONL: `label` lists spans, whose offsets count code points as doccano does, or classes. */
export function doccanoLine(record: AnyRecord): string {
  checkTexts(record, 'doccano')
  const label =
    'entities' in record
      ? spansOf(record, 'doccano').map(({ start, end, label }) => [
          codePoints(record.text, start),
          codePoints(record.text, end),
          label,
        ])
      : labelsOf(record, 'doccano')
  return line(record, { text: record.text, label })
}

/** A record as a line of CLUENER: type, entity text and positions with inclusive ends. */
export function cluenerLine(record: TaggedText): string {
  checkTexts(record, 'cluener')
  const byType = new Map<string, Map<string, [number, number][]>>()
  for (const { start, end, label, text } of spansOf(record, 'cluener')) {
    const mentions = byType.get(label) ?? new Map<string, [number, number][]>()
    byType.set(label, mentions.set(text, [...(mentions.get(text) ?? []), [start, end - 1]]))
  }
  const label = Object.fromEntries(
    [...byType].map(([type, mentions]) => [type, Object.fromEntries(mentions)]),
  )
  return line(record, { text: record.text, label })
}

/** A record as a task of Label Studio, with its annotation: spans, or one or several choices. */
export function labelStudioTask(record: AnyRecord): object {
  checkTexts(record, 'label-studio')
  const common = { from_name: 'label', to_name: 'text' }
  const result =
    'entities' in record
      ? spansOf(record, 'label-studio').map(({ start, end, label, text }, index) => ({
          id: `e${index + 1}`,
          ...common,
          type: 'labels',
          value: { start, end, text, labels: [label] },
        }))
      : [{ id: 'c1', ...common, type: 'choices', value: { choices: labelsOf(record, 'label-studio') } }]
  const { id } = record.origin
  // The tool itself numbers its tasks; other ids go with the data.
  const isNumber = id !== undefined && /^(0|[1-9]\d{0,14})$/.test(id)
  return {
    ...(isNumber ? { id: Number(id) } : {}),
    data: {
      text: record.text,
      ...(id === undefined || isNumber ? {} : { id }),
      ...besideFields(record.origin, { text: '' }),
    },
    annotations: [{ result }],
  }
}

function line({ origin }: AnyRecord, fields: object): string {
  const { id } = origin
  return `${JSON.stringify({ ...(id !== undefined && { id }), ...fields, ...besideFields(origin, fields) })}\n`
}

/** What stands beside a record: its group under the name that it came by, and the fields that were kept. */
export function besideFields(origin: Origin, fields: object): Record<string, unknown> {
  const { group, others = {} } = origin
  const all = { ...(group !== undefined && { [groupFieldOf(origin)]: group }), ...others }
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => name !== 'id' && !Object.hasOwn(fields, name)),
  )
}

/** How many code points a text has before a place in it. */
const codePoints = (text: string, place: number): number => [...text.slice(0, place)].length

function checkTexts(record: AnyRecord, format: string): void {
  checkText(record, format, 'text', record.text)
  if ('pair' in record) checkText(record, format, 'pair', record.pair)
}

function spansOf(record: TaggedText, format: string) {
  return record.entities.map((span) => {
    checkSpan(record, format, span)
    return { ...span, text: record.text.slice(span.start, span.end) }
  })
}

function labelsOf(record: RecordOf['cls' | 'multi' | 'pair'], format: string): readonly string[] {
  const labels = 'labels' in record ? record.labels : [record.label]
  for (const label of labels) checkLabel(record, format, label, 'pair' in record ? /^-$/ : undefined)
  return labels
}
