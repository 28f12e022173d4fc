import { defineTexts } from '../../base/locale.ts'
import { failLine } from '../_line-errors.ts'
import { recordPlace } from '../records.ts'
import { type RawRecord, type RawSpan, resolveSpans } from './_spans.ts'
import type { Format, Reading } from './format.ts'
import { faultType, isObject, type JsonRecord, jsonRecords, sampleObjects } from './json-lines.ts'

const say = defineTexts({
  reason: {
    zh: '每条记录是一个 JSON 对象，“label”按“类型 → 实体文字 → 位置”嵌套，是 CLUENER 的写法',
    en: 'one JSON object a record whose "label" nests type, entity text and positions as CLUENER does',
  },
})

const EXPECTED = '{"type": {"entity text": [[start, end]]}}'

/** CLUENER: `{"text": "…", "label": {"name": {"叶老桂": [[9, 11]]}}}` with inclusive ends, or others where the texts show it. */
export const cluener: Format = {
  task: 'ner',
  recognises(sample) {
    const objects = sampleObjects(sample)
    return objects.length > 0 && objects.filter(({ label }) => isObject(label)).length * 2 > objects.length
  },
  read(reading) {
    const raw: RawRecord[] = []
    for (const record of jsonRecords(reading, ['label'])) {
      const { object, text, origin } = record
      if ('label' in object) raw.push({ text, spans: spansOf(reading, record), origin })
      else
        reading.faults.add('E_DATA_FIELD_MISSING', () =>
          failLine('E_DATA_FIELD_MISSING', { fields: 'label' }, recordPlace(origin)),
        )
    }
    const records = resolveSpans(reading, raw, { unit: 'utf16', ends: 'inclusive' })
    return { format: 'jsonl-cluener', reason: say('reason', {}), records }
  },
}

function spansOf(reading: Reading, { object, origin }: JsonRecord): RawSpan[] {
  const place = recordPlace(origin)
  const fault = (value: unknown) => faultType(reading.faults, { name: 'label', value }, EXPECTED, place)
  const spans: RawSpan[] = []
  if (!isObject(object.label)) fault(object.label)
  else
    for (const [label, mentions] of Object.entries(object.label)) {
      if (!isObject(mentions) || label.trim() === '') fault(object.label)
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
