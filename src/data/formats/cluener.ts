import { defineTexts } from '../../base/locale.ts'
import { failLine } from '../_line-errors.ts'
import type { Span, TaggedText } from '../records.ts'
import type { Format, Reading } from './format.ts'
import {
  faultType,
  isObject,
  type JsonRecord,
  jsonRecords,
  recordPlace,
  sampleObjects,
} from './json-lines.ts'
import { byStart, isInside } from './jsonl-spans.ts'

const say = defineTexts({
  reason: {
    zh: '每行一个 JSON 对象，“label”按“类型 → 实体文字 → 位置”嵌套，是 CLUENER 的写法，end 包含在内',
    en: 'one JSON object a line whose "label" nests type, entity text and positions as CLUENER does, ends inclusive',
  },
})

const EXPECTED = '{"type": {"entity text": [[start, end]]}}'

/** CLUENER: `{"text": "…", "label": {"name": {"叶老桂": [[9, 11]]}}}` with inclusive ends. */
export const cluener: Format = {
  task: 'ner',
  recognises(sample) {
    const objects = sampleObjects(sample)
    return objects.length > 0 && objects.filter(({ label }) => isObject(label)).length * 2 > objects.length
  },
  read(reading) {
    const records: TaggedText[] = []
    let ends = 0
    for (const record of jsonRecords(reading, ['label'])) {
      const place = recordPlace(record.origin)
      if (!('label' in record.object)) {
        reading.faults.add('E_DATA_FIELD_MISSING', () =>
          failLine('E_DATA_FIELD_MISSING', { fields: 'label' }, place),
        )
        continue
      }
      const entities = spansOf(reading, record).sort(byStart)
      ends += entities.length
      records.push({ text: record.text, entities, origin: record.origin })
    }
    reading.notes.add('inclusiveEnds', ends)
    return { format: 'jsonl-cluener', reason: say('reason', {}), records }
  },
}

function spansOf(reading: Reading, { object, text, origin }: JsonRecord): Span[] {
  const place = recordPlace(origin)
  const fault = (value: unknown) => faultType(reading.faults, { name: 'label', value }, EXPECTED, place)
  const spans: Span[] = []
  if (!isObject(object.label)) fault(object.label)
  else
    for (const [label, mentions] of Object.entries(object.label)) {
      if (!isObject(mentions) || label.trim() === '') fault(object.label)
      else
        for (const [mention, positions] of Object.entries(mentions)) {
          if (!Array.isArray(positions)) fault(mentions)
          else for (const position of positions as unknown[]) addSpan(position, label.trim(), mention)
        }
    }
  return spans

  function addSpan(position: unknown, label: string, mention: string): void {
    const [start, last]: unknown[] = Array.isArray(position) ? position : []
    if (!Number.isInteger(start) || !Number.isInteger(last)) {
      fault(position)
      return
    }
    const span = { start: start as number, end: (last as number) + 1, label }
    if (!isInside(reading, span, text, place)) return
    const found = text.slice(span.start, span.end)
    if (found === mention) spans.push(span)
    else
      reading.faults.add('E_DATA_SPAN_TEXT', () =>
        failLine(
          'E_DATA_SPAN_TEXT',
          { found, expected: mention },
          { ...place, characters: [span.start, span.end] },
        ),
      )
  }
}
