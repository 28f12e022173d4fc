import { defineTexts } from '../../base/locale.ts'
import type { ReadOptions } from '../dataset.ts'
import { entityNames } from './_asked-fields.ts'
import type { Format } from './format.ts'
import { fieldOf, isObject, type JsonObject, sampleObjects } from './json-lines.ts'
import { readSpanRecords } from './jsonl-spans.ts'

const say = defineTexts({
  reason: {
    zh: '每条记录的“{field}”按 doccano 的写法列出实体，位置按字符（码点）计数',
    en: 'the "{field}" of a record lists entities as doccano does, whose offsets count characters (code points)',
  },
})

/**
 * doccano's JSONL: `"labels"` or `"label"` of `[start, end, label]`, `"annotations"` or `"entities"` of objects with
 * `start_offset` and `end_offset`. doccano counts code points.
 */
export const doccano: Format = {
  task: 'ner',
  recognises(sample, options) {
    const shown = sampleObjects(sample).filter((object) => !isEmptyList(object, options))
    return shown.length > 0 && shown.filter((object) => isDoccano(object, options)).length * 2 > shown.length
  },
  read(reading) {
    const { records, field } = readSpanRecords(reading, { unit: 'codepoint', ends: 'either' })
    return { format: 'doccano', reason: say('reason', { field }), records }
  },
}

function isEmptyList(object: JsonObject, options: ReadOptions): boolean {
  const value = fieldOf(object, entityNames(options))?.value
  return Array.isArray(value) && value.length === 0
}

function isDoccano(object: JsonObject, options: ReadOptions): boolean {
  const field = fieldOf(object, entityNames(options))
  const first: unknown = Array.isArray(field?.value) ? field.value[0] : undefined
  if (isObject(first)) {
    const isNumbered = field!.name === 'annotations' && typeof first.label === 'number'
    return ('start_offset' in first && 'end_offset' in first) || isNumbered
  }
  return (field?.name === 'label' || field?.name === 'labels') && Array.isArray(first)
}
