import type { Place } from '../../base/errors.ts'
import { defineTexts } from '../../base/locale.ts'
import { type MultiLabelText, recordPlace } from '../records.ts'
import { labelNames } from './_asked-fields.ts'
import { isScalar } from './_json-label.ts'
import { faultMissing } from './_missing-field.ts'
import { asClasses, listedLabels, splitLabels } from './_row-labels.ts'
import { refuseTagSequences } from './_tag-sequences.ts'
import type { ClassFormat, Reading } from './format.ts'
import { faultType, fieldOf, jsonRecords, sampleObjects } from './json-lines.ts'

const say = defineTexts({
  lists: {
    zh: '每行一个 JSON 对象，“{field}”是标签的列表，所以是多标签数据',
    en: 'one JSON object a line whose "{field}" lists labels, so a text may have several',
  },
  singles: {
    zh: '每行一个 JSON 对象，“{field}”是标签的列表，每条恰有一个，所以是分类数据',
    en: 'one JSON object a line whose "{field}" lists labels, one in each, so it holds classes',
  },
})

/**
 * JSONL with a list of labels a record, `{"text": "…", "label": ["a", "b"]}`, as doccano exports classes; with
 * `labelSeparator` a string `"a|b"` will do. When each record has exactly one label they are classes, unless the
 * task asked for is `multi`.
 */
export const jsonlMulti: ClassFormat = {
  isTable: false,
  recognises(sample, options) {
    const fields = sampleObjects(sample).flatMap((object) => fieldOf(object, labelNames(options)) ?? [])
    if (options.labelSeparator !== undefined)
      return fields.length > 0 && fields.every(({ value }) => !isNested(value))
    const lists = fields.filter(({ value }) => Array.isArray(value))
    return (
      lists.length > 0 && lists.length * 2 >= fields.length && lists.every(({ value }) => !isNested(value))
    )
  },
  read(reading) {
    const records: MultiLabelText[] = []
    let field = 'label'
    const names = labelNames(reading.options)
    for (const { object, text, origin } of jsonRecords(reading, [names])) {
      const place = recordPlace(origin)
      const found = fieldOf(object, names)
      if (!found) {
        if (reading.options.skipUnlabelled) reading.notes.add('skippedUnlabelled')
        else faultMissing(reading.faults, names, place, 'label')
        continue
      }
      field = found.name
      const labels = labelList(reading, found, place)
      if (labels) records.push({ text, labels, origin })
    }
    refuseTagSequences(records)
    const isAsked = reading.options.task === 'multi' || reading.options.labelSeparator !== undefined
    const classes = isAsked ? undefined : asClasses(reading, records)
    if (!classes) return { format: 'jsonl-multi', task: 'multi', reason: say('lists', { field }), records }
    return { format: 'jsonl-multi', task: 'cls', reason: say('singles', { field }), records: classes }
  },
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) ? value.some((item) => !isScalar(item)) : !isScalar(value)
}

/** The labels of a field, each once and without outer blanks; undefined when they are broken, which is reported. */
function labelList(
  reading: Reading,
  field: { name: string; value: unknown },
  place: Place,
): readonly string[] | undefined {
  const { value } = field
  if (typeof value === 'string' && reading.options.labelSeparator !== undefined)
    return splitLabels(reading, value, place)
  if (!Array.isArray(value) || isNested(value)) {
    faultType(reading.faults, field, `"${field.name}": ["…", "…"]`, place)
    return undefined
  }
  return listedLabels(reading, value.map(String), place)
}
