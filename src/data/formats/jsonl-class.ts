import { defineTexts } from '../../base/locale.ts'
import { type LabelledText, recordPlace } from '../records.ts'
import { labelNames } from './_asked-fields.ts'
import { isScalar, jsonLabel } from './_json-label.ts'
import { refuseTagSequences } from './_tag-sequences.ts'
import type { Format } from './format.ts'
import { fieldOf, jsonRecords, sampleObjects } from './json-lines.ts'

const say = defineTexts({
  reason: {
    zh: '每行一个 JSON 对象，“{field}”是单个值，所以是分类数据',
    en: 'one JSON object a line whose "{field}" is a single value, so it holds classes',
  },
})

/** JSONL with one class a record: `{"text": "…", "label": "…"}`. A number as label is kept as its digits. */
export const jsonlClass: Format = {
  task: 'cls',
  recognises(sample, options) {
    const labels = sampleObjects(sample).flatMap((object) => fieldOf(object, labelNames(options)) ?? [])
    return isScalar(labels.find(({ value }) => value !== null)?.value)
  },
  read(reading) {
    const records: LabelledText[] = []
    let field = 'label'
    for (const { object, text, origin } of jsonRecords(reading, [labelNames(reading.options)])) {
      const found = jsonLabel(reading, object, recordPlace(origin))
      if (!found) continue
      field = found.name
      records.push({ text, label: found.label, origin })
    }
    refuseTagSequences(records)
    return { format: 'jsonl-class', reason: say('reason', { field }), records }
  },
}
