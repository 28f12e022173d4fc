import { defineTexts } from '../../base/locale.ts'
import { failLine } from '../_line-errors.ts'
import { recordPlace, type TaggedText } from '../records.ts'
import { entityNames } from './_asked-fields.ts'
import { faultMissing } from './_missing-field.ts'
import { spansOf } from './_span-fields.ts'
import { type RawRecord, type RawSpan, resolveSpans, type Usual } from './_spans.ts'
import type { Format, Reading } from './format.ts'
import { faultType, fieldOf, isObject, jsonRecords, sampleObjects } from './json-lines.ts'

const say = defineTexts({
  reason: {
    zh: '每条记录是一个 JSON 对象，“{field}”是 [start, end, label] 的列表，所以是实体数据',
    en: 'one JSON object a record whose "{field}" lists [start, end, label], so it holds entities',
  },
})

const EXPECTED = '[[start, end, "label"], …]'
/** Fields of these names hold entities even where every list is empty; the others might hold classes. */
const SURE_NAMES = ['entities', 'spans', '实体']

/**
 * JSONL with spans: `{"text": "…", "entities": [[start, end, "LABEL"]]}`, or objects with those three fields under any
 * of their usual names.
 */
export const jsonlSpans: Format = {
  task: 'ner',
  recognises(sample, options) {
    // Empty lists are entities of nobody as well as no labels.
    if (options.task === 'multi') return false
    const fields = sampleObjects(sample).flatMap((object) => fieldOf(object, entityNames(options)) ?? [])
    const lists = fields.map(({ value }) => value).filter((value) => Array.isArray(value))
    const isSpan = (value: unknown) => Array.isArray(value) || isObject(value)
    return (
      lists.length * 2 > fields.length &&
      lists.every((list) => list.length === 0 || isSpan(list[0])) &&
      (lists.some((list) => list.length > 0) || fields.every(({ name }) => SURE_NAMES.includes(name)))
    )
  },
  read(reading) {
    const { records, field } = readSpanRecords(reading, { unit: 'utf16', ends: 'either' })
    return { format: 'jsonl-spans', reason: say('reason', { field }), records }
  },
}

/** Reads records that list their entities, and tells the name of the field that lists them. */
export function readSpanRecords(reading: Reading, usual: Usual): { records: TaggedText[]; field: string } {
  const { faults, notes } = reading
  const raw: RawRecord[] = []
  let name = 'entities'
  let relations = 0
  const names = entityNames(reading.options)
  for (const { object, text, origin } of jsonRecords(reading, [names, 'relations'])) {
    const field = fieldOf(object, names)
    const place = recordPlace(origin)
    if (Array.isArray(object.relations)) relations += object.relations.length
    if (!field) {
      faultMissing(faults, names, place, 'label')
      continue
    }
    if (!Array.isArray(field.value)) {
      faultType(faults, field, EXPECTED, place)
      continue
    }
    name = field.name
    const spans = field.value.flatMap((value: unknown): readonly RawSpan[] => {
      const read = spansOf(value)
      if (read.kind === 'spans') return read.spans
      if (read.kind === 'id')
        faults.add('E_DATA_LABEL_ID', () => failLine('E_DATA_LABEL_ID', { id: read.id }, place))
      else faultType(faults, { name: field.name, value }, EXPECTED, place)
      return []
    })
    raw.push({ text, spans, origin })
  }
  notes.add('unusedRelations', relations)
  return { records: resolveSpans(reading, raw, usual), field: name }
}
