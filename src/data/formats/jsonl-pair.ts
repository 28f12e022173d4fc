import { defineTexts } from '../../base/locale.ts'
import { refuseEmptyText } from '../_empty-text.ts'
import type { ReadOptions } from '../dataset.ts'
import { type LabelledPair, recordPlace } from '../records.ts'
import { type FieldNames, hasName, labelNames, pairNames, shownName } from './_asked-fields.ts'
import { TEXT_NAMES } from './_fields.ts'
import { jsonLabel } from './_json-label.ts'
import { faultMissing } from './_missing-field.ts'
import { refuseNoGold } from './_row-labels.ts'
import type { Format, Sample } from './format.ts'
import { faultType, fieldOf, isEmptyText, jsonRecords, sampleObjects } from './json-lines.ts'

const say = defineTexts({
  reason: {
    zh: '每行一个 JSON 对象，“{first}”和“{second}”是一对文本，“{field}”是它们的标签',
    en: 'one JSON object a line; "{first}" and "{second}" are two texts and "{field}" is their label',
  },
})

/** JSONL with two texts and their class: `{"sentence1": "…", "sentence2": "…", "label": "…"}`, or other known names. */
export const jsonlPair: Format = {
  task: 'pair',
  recognises(sample, options) {
    const objects = sampleObjects(sample)
    const names = namesIn(sample, options)
    // With one text asked for, `query` and `title` are a text and something beside it.
    const isOneText =
      options.task === 'cls' &&
      options.pairColumn === undefined &&
      objects.some((object) => fieldOf(object, TEXT_NAMES))
    return names !== undefined && !isOneText && options.labelSeparator === undefined
  },
  read(reading) {
    const [first, second] = namesIn(reading.sample, reading.options)!
    const labels = labelNames(reading.options)
    const records: LabelledPair[] = []
    let field = 'label'
    for (const { object, text, origin } of jsonRecords(reading, [second, labels], first)) {
      const place = recordPlace(origin)
      const pair = fieldOf(object, second)
      if (!pair) {
        faultMissing(reading.faults, second, place)
        continue
      }
      if (isEmptyText(pair.value, reading.options)) {
        refuseEmptyText(reading, place)
        continue
      }
      if (typeof pair.value !== 'string') {
        faultType(reading.faults, pair, `"${shownName(second)}": "…"`, place)
        continue
      }
      const found = jsonLabel(reading, object, place)
      if (!found) continue
      field = found.name
      if (found.label === '-') refuseNoGold(reading, place)
      else records.push({ text, pair: pair.value, label: found.label, origin })
    }
    return {
      format: 'jsonl-pair',
      reason: say('reason', { first: shownName(first), second: shownName(second), field }),
      records,
    }
  },
}

/** The names of the two texts in the first object that has a label, too. */
function namesIn(
  sample: Sample,
  options: ReadOptions,
): readonly [first: FieldNames, second: FieldNames] | undefined {
  for (const object of sampleObjects(sample)) {
    const names = Object.keys(object)
    const both = pairNames(names, options)
    if (both && hasName(names, labelNames(options))) return both
  }
  return undefined
}
