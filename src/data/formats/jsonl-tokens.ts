import type { Place } from '../../base/errors.ts'
import { defineTexts } from '../../base/locale.ts'
import { refuseEmptyText } from '../_empty-text.ts'
import { failLine } from '../_line-errors.ts'
import { OtherFields, othersIn } from '../_other-fields.ts'
import { isAsked } from '../_own-fields.ts'
import { failTable } from '../_table-errors.ts'
import { recordPlace } from '../records.ts'
import { idNames } from './_asked-fields.ts'
import { LABEL_NAMES, TAGS_NAMES, TEXT_NAMES, TOKENS_EXAMPLE, TOKENS_NAMES } from './_fields.ts'
import { SentenceBuilder } from './_sentence.ts'
import type { Format, Reading, Sample } from './format.ts'
import { faultType, fieldOf, type JsonObject, jsonObjects, originOf, sampleObjects } from './json-lines.ts'

const say = defineTexts({
  reason: {
    zh: '每行一个 JSON 对象，“{tokens}”是词的列表，“{tags}”是它们的 {scheme} 标签',
    en: 'one JSON object a line; "{tokens}" lists tokens and "{tags}" their {scheme} tags',
  },
})

/** Beside a text, lists of labels may be classes. */
const SURE_NAMES = TAGS_NAMES.filter((name) => name !== 'tags' && !LABEL_NAMES.includes(name))

/**
 * JSONL with lists of tokens and of their tags, as Hugging Face keeps entities:
 * `{"tokens": ["张", "三"], "ner_tags": ["B-PER", "I-PER"]}`.
 */
export const jsonlTokens: Format = {
  task: 'ner',
  recognises(sample, options) {
    if (options.labelSeparator !== undefined) return false
    const objects = sampleObjects(sample)
    return objects.filter(hasLists).length * 2 > objects.length
  },
  read(reading) {
    const { faults, notes, options, sample } = reading
    const sentence = new SentenceBuilder(reading, tagsOf(sample))
    const beside = new OtherFields(options)
    let names = { tokens: 'tokens', tags: 'ner_tags' }
    for (const { object, place: begin } of jsonObjects(reading)) {
      const origin = originOf(reading, object, begin)
      const place = recordPlace(origin)
      const fields = fieldsOf(object)
      if (!fields.tokens || !fields.tags) {
        const missing = { fields: fields.tokens ? names.tags : names.tokens, hint: '' }
        faults.add('E_DATA_FIELD_MISSING', () => failLine('E_DATA_FIELD_MISSING', missing, place))
        continue
      }
      names = { tokens: fields.tokens.name, tags: fields.tags.name }
      if (isNumbers(fields.tags.value))
        throw failTable('E_DATA_TAG_NUMBERS', { name: names.tags, json: TOKENS_EXAMPLE }, begin)
      const tokens = stringsOf(reading, fields.tokens, '["张", "三"]', place)
      const tags = stringsOf(reading, fields.tags, '["B-PER", "I-PER"]', place)
      if (!tokens || !tags) continue
      if (tokens.length !== tags.length) {
        const counts = { tokens: tokens.length, tags: tags.length, line: tokens.slice(0, 10).join(' ') }
        faults.add('E_DATA_TAG_COUNT', () => failLine('E_DATA_TAG_COUNT', counts, place))
        continue
      }
      const used = [names.tokens, names.tags, fieldOf(object, idNames(options))?.name]
      const kept = beside.kept(Object.keys(object), (name) => used.includes(name) || isAsked(name, options))
      if (tokens.length === 0) refuseEmptyText(reading, place)
      for (const [index, token] of tokens.entries()) sentence.add(token, tags[index]!, place)
      sentence.end({ ...origin, ...othersIn(kept, (name) => object[name]) })
    }
    beside.noteLeft(notes, 'ignoredFields')
    sentence.note()
    const { scheme, records } = sentence
    const reason = say('reason', { ...names, scheme: scheme.toUpperCase() })
    return { format: 'jsonl-tokens', reason, records }
  },
}

function fieldsOf(object: JsonObject) {
  const tagNames = fieldOf(object, TEXT_NAMES) ? SURE_NAMES : TAGS_NAMES
  return { tokens: fieldOf(object, TOKENS_NAMES), tags: fieldOf(object, tagNames) }
}

function hasLists(object: JsonObject): boolean {
  const { tokens, tags } = fieldsOf(object)
  const isList = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item !== 'object')
  return isList(tokens?.value) && isList(tags?.value)
}

const isNumbers = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number')

/** The strings of a list, none of them empty; undefined for another value, which is reported. */
function stringsOf(
  { faults }: Reading,
  field: { readonly name: string; readonly value: unknown },
  expected: string,
  place: Place,
): readonly string[] | undefined {
  const { value } = field
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')) return value
  faultType(faults, field, expected, place)
  return undefined
}

/** The tags of the first sentences, with an empty one at each end. */
function tagsOf(sample: Sample): string[] {
  return sampleObjects(sample).flatMap((object) => {
    const tags = fieldsOf(object).tags?.value
    return [...(Array.isArray(tags) ? tags.map(String) : []), '']
  })
}
