import type { Place } from '../../base/errors.ts'
import { defineTexts } from '../../base/locale.ts'
import { failLine } from '../_line-errors.ts'
import type { Span, TaggedText } from '../records.ts'
import { ENTITY_NAMES } from './_fields.ts'
import type { Format, Reading } from './format.ts'
import { faultType, fieldOf, isObject, jsonRecords, recordPlace, sampleObjects } from './json-lines.ts'

const say = defineTexts({
  reason: {
    zh: '每行一个 JSON 对象，“{field}”是 [start, end, label] 的列表，所以是实体数据',
    en: 'one JSON object a line whose "{field}" lists [start, end, label], so it holds entities',
  },
})

const EXPECTED = '[[start, end, "label"], …]'

/** JSONL with spans: `{"text": "…", "entities": [[start, end, "LABEL"]]}`, or objects with those three fields. */
export const jsonlSpans: Format = {
  task: 'ner',
  recognises(sample, options) {
    // Empty lists are entities of nobody as well as no labels.
    if (options.task === 'multi') return false
    const fields = sampleObjects(sample).flatMap((object) => fieldOf(object, ENTITY_NAMES) ?? [])
    const lists = fields.map(({ value }) => value).filter((value) => Array.isArray(value))
    const isSpan = (value: unknown) => Array.isArray(value) || isObject(value)
    return lists.length * 2 > fields.length && lists.every((list) => list.length === 0 || isSpan(list[0]))
  },
  read(reading) {
    const records: TaggedText[] = []
    let name = 'entities'
    for (const { object, text, origin } of jsonRecords(reading, ENTITY_NAMES)) {
      const field = fieldOf(object, ENTITY_NAMES)
      const place = recordPlace(origin)
      if (!field) {
        reading.faults.add('E_DATA_FIELD_MISSING', () =>
          failLine('E_DATA_FIELD_MISSING', { fields: 'entities' }, place),
        )
        continue
      }
      if (!Array.isArray(field.value)) {
        faultType(reading.faults, field, EXPECTED, place)
        continue
      }
      name = field.name
      const entities = field.value.flatMap((value: unknown) => {
        const span = spanOf(value)
        if (!span) faultType(reading.faults, { name: field.name, value }, EXPECTED, place)
        return span && isInside(reading, span, text, place) ? [span] : []
      })
      records.push({ text, entities: entities.sort(byStart), origin })
    }
    return { format: 'jsonl-spans', reason: say('reason', { field: name }), records }
  },
}

function spanOf(value: unknown): Span | undefined {
  const [start, end, label]: unknown[] = Array.isArray(value)
    ? value
    : isObject(value)
      ? [value.start ?? value.start_offset, value.end ?? value.end_offset, value.label ?? value.type]
      : []
  const isWhole = Number.isInteger(start) && Number.isInteger(end)
  if (!isWhole || typeof label !== 'string' || label.trim() === '') return undefined
  return { start: start as number, end: end as number, label: label.trim() }
}

/** Checks a span against its text and reports it when it lies outside. */
export function isInside({ faults }: Reading, span: Span, text: string, place: Place): boolean {
  const { start, end } = span
  if (start >= 0 && start < end && end <= text.length) return true
  faults.add('E_DATA_SPAN', () => failLine('E_DATA_SPAN', { ...span, length: text.length }, place))
  return false
}

/** Order of spans in a record: by start, then by end. */
export function byStart(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end
}
