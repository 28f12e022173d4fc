import { defineTexts } from '../../base/locale.ts'
import { failLine } from '../_line-errors.ts'
import type { LabelledText } from '../records.ts'
import { LABEL_NAMES } from './_fields.ts'
import type { Format } from './format.ts'
import { faultType, fieldOf, jsonRecords, recordPlace, sampleObjects } from './json-lines.ts'

const say = defineTexts({
  reason: {
    zh: '每行一个 JSON 对象，“{field}”是单个值，所以是分类数据',
    en: 'one JSON object a line whose "{field}" is a single value, so it holds classes',
  },
})

/** JSONL with one class a record: `{"text": "…", "label": "…"}`. A number as label is kept as its digits. */
export const jsonlClass: Format = {
  task: 'cls',
  recognises(sample) {
    const labels = sampleObjects(sample).flatMap((object) => fieldOf(object, LABEL_NAMES) ?? [])
    return labels.length > 0 && isScalar(labels[0]!.value)
  },
  read(reading) {
    const { faults } = reading
    const records: LabelledText[] = []
    let trimmed = 0
    let name = 'label'
    for (const { object, text, origin } of jsonRecords(reading, LABEL_NAMES)) {
      const field = fieldOf(object, LABEL_NAMES)
      const place = recordPlace(origin)
      if (!field) {
        faults.add('E_DATA_FIELD_MISSING', () => failLine('E_DATA_FIELD_MISSING', { fields: 'label' }, place))
        continue
      }
      if (!isScalar(field.value)) {
        faultType(faults, field, '"label": "…"', place)
        continue
      }
      const label = String(field.value)
      if (label.trim() === '') {
        faults.add('E_DATA_EMPTY_LABEL', () => failLine('E_DATA_EMPTY_LABEL', {}, place))
        continue
      }
      if (label.trim() !== label) trimmed++
      name = field.name
      records.push({ text, label: label.trim(), origin })
    }
    reading.notes.add('trimmedLabels', trimmed)
    return { format: 'jsonl-class', reason: say('reason', { field: name }), records }
  },
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
