import { defineTexts } from '../../base/locale.ts'
import type { ReadOptions } from '../dataset.ts'
import { recordPlace } from '../records.ts'
import type { FieldNames } from './_asked-fields.ts'
import { faultMissing } from './_missing-field.ts'
import { type RawRecord, type RawSpan, resolveSpans } from './_spans.ts'
import type { Format, Reading } from './format.ts'
import { faultType, fieldOf, isObject, type JsonRecord, jsonRecords, sampleObjects } from './json-lines.ts'

const say = defineTexts({
  reason: {
    zh: '每条记录是一个 JSON 对象，标签按“类型 → 实体文字 → 位置”嵌套，是 CLUENER 的写法',
    en: 'one JSON object a record whose label nests type, entity text and positions as CLUENER does',
  },
})

const EXPECTED = '{"type": {"entity text": [[start, end]]}}'

/** CLUENER: `{"text": "…", "label": {"name": {"叶老桂": [[9, 11]]}}}` with inclusive ends, or others where the texts show it. */
export const cluener: Format = {
  task: 'ner',
  recognises(sample, options) {
    const objects = sampleObjects(sample)
    const names = namesOf(options)
    const nested = objects.filter((object) => isObject(fieldOf(object, names)?.value))
    return objects.length > 0 && nested.length * 2 > objects.length
  },
  read(reading) {
    const raw: RawRecord[] = []
    const names = namesOf(reading.options)
    for (const record of jsonRecords(reading, [names])) {
      const { object, text, origin } = record
      const field = fieldOf(object, names)
      if (field) raw.push({ text, spans: spansOf(reading, record, field), origin })
      else faultMissing(reading.faults, names, recordPlace(origin), 'label')
    }
    const records = resolveSpans(reading, raw, { unit: 'utf16', ends: 'inclusive' })
    return { format: 'jsonl-cluener', reason: say('reason', {}), records }
  },
}

const namesOf = ({ labelColumn }: ReadOptions): FieldNames =>
  labelColumn === undefined ? ['label'] : String(labelColumn)

function spansOf(
  reading: Reading,
  { origin }: JsonRecord,
  { name, value: nested }: { readonly name: string; readonly value: unknown },
): RawSpan[] {
  const place = recordPlace(origin)
  const fault = (value: unknown) => faultType(reading.faults, { name, value }, EXPECTED, place)
  const spans: RawSpan[] = []
  if (!isObject(nested)) fault(nested)
  else
    for (const [label, mentions] of Object.entries(nested)) {
      if (!isObject(mentions) || label.trim() === '') fault(nested)
      else
        for (const [mention, positions] of Object.entries(mentions)) {
          if (!Array.isArray(positions)) fault(mentions)
          else for (const position of positions as unknown[]) addSpan(position, label, mention)
        }
    }
  return spans

  function addSpan(position: unknown, label: string, mention: string): void {
    const [start, end]: unknown[] = Array.isArray(position) ? position : []
    if (Number.isSafeInteger(start) && Number.isSafeInteger(end))
      spans.push({ start: start as number, end: end as number, label, mention })
    else fault(position)
  }
}
