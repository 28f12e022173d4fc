import type { HanTuneError, Place } from '../../base/errors.ts'
import { duplicateKey, jsonText } from '../../base/json.ts'
import { groupOf } from '../../base/origin.ts'
import { parseJson, placeIn, reasonOf } from '../../base/parse-json.ts'
import { refuseEmptyText } from '../_empty-text.ts'
import { failLine } from '../_line-errors.ts'
import { OtherFields, othersIn } from '../_other-fields.ts'
import { isAsked } from '../_own-fields.ts'
import type { ReadOptions } from '../dataset.ts'
import { type Origin, recordPlace } from '../records.ts'
import { type FieldNames, idNames, textNames } from './_asked-fields.ts'
import { indexOfName, PAIR_NAMES, TEXT_NAMES } from './_fields.ts'
import { faultMissing } from './_missing-field.ts'
import { excerpt, type Reading, type Sample } from './format.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** A record of a JSONL file whose text has been checked. */
export interface JsonRecord {
  readonly object: JsonObject
  readonly text: string
  readonly origin: Origin
}

/** The objects among the first lines; none when most of the lines are no objects. */
export function sampleObjects(sample: Sample): JsonObject[] {
  const objects = sample.filter((line) => line.trimStart().startsWith('{'))
  return objects.length * 2 > sample.length
    ? objects.flatMap((line) => {
        const object = parseObject(line)
        return object ? [object] : []
      })
    : []
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function parseObject(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(withAllDigits(line))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** What shows where strings begin and end, and whole numbers of 16 digits and more where a value ends. */
const MARKS = /\\.|"(?:\s*:)?|(?<![\d.eE+-])-?[1-9]\d{15,}(?=\s*[,}\]])/g
const TEXTS = [...TEXT_NAMES, ...PAIR_NAMES.flat(), 'data']

/**
 * JSON whose whole numbers beyond 2^53 are strings: `JSON.parse` would change them, and ids that differ become one. A
 * number that stands for a text stays: that is a fault.
 */
function withAllDigits(json: string): string {
  if (!/\d{16}/.test(json)) return json
  let isInString = false
  let start = 0
  let key = ''
  return json.replace(MARKS, (found, at: number) => {
    if (found.startsWith('"')) {
      if (isInString && found.endsWith(':')) key = json.slice(start, at)
      isInString = !isInString
      start = at + 1
    } else if (!isInString && !found.startsWith('\\')) {
      const isKept = Number.isSafeInteger(Number(found)) || indexOfName([key], TEXTS) >= 0
      return isKept ? found : `"${found}"`
    }
    return found
  })
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of the first known field that an object has, or of the one that is named. */
export function fieldOf(object: JsonObject, known: FieldNames): { name: string; value: unknown } | undefined {
  const names = Object.keys(object)
  const index = typeof known === 'string' ? names.indexOf(known) : indexOfName(names, known)
  return index < 0 ? undefined : { name: names[index]!, value: object[names[index]!] }
}

/** The field with the text of a record; some exports of doccano write it as `data`, where Label Studio has an object. */
export function textField(
  object: JsonObject,
  known: FieldNames,
): { name: string; value: unknown } | undefined {
  const isUsual = known === TEXT_NAMES && typeof object.data === 'string'
  return fieldOf(object, known) ?? (isUsual ? { name: 'data', value: object.data } : undefined)
}

/** Where a record of JSON begins. */
export interface JsonPlace extends Pick<Place, 'element'> {
  readonly file: string
  readonly line: number
}

/** The objects of a JSONL file or of an array, and their places. Lines and elements that hold none go to the faults. */
export function* jsonObjects({
  file,
  faults,
  notes,
  lines: read,
}: Reading): Generator<{ object: JsonObject; place: JsonPlace }> {
  let blank = 0
  for (const { first, lines, element } of read()) {
    const shared = element?.sharesLine ? { element: element.number } : undefined
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!
      const place = { file, line: first + i, ...shared }
      if (line.trim() === '') {
        blank++
        continue
      }
      const object = parseObject(line)
      const twice = object && duplicateKey(line)
      if (twice !== undefined)
        faults.add('E_DATA_FIELD_TWICE', () => failLine('E_DATA_FIELD_TWICE', { field: twice }, place))
      else if (object) yield { object, place }
      // Where a comma or a quote is missing in an array, what was taken for one element may be several.
      else if (element && !isJson(line)) faults.addUnbounded('E_DATA_JSON', () => failParse(line, place))
      else faults.add('E_DATA_JSON', () => failParse(line, place))
    }
  }
  notes.add('blankLines', blank)
}

/**
 * The records of a JSONL file. Lines without an object or without a text go to the faults. Fields other than
 * text, id and `used` are kept beside the record where that is asked for, or noted; of several names in one entry of
 * `used`, the first that is there counts. `texts` are the names that the text may have.
 */
export function* jsonRecords(
  reading: Reading,
  used: readonly FieldNames[],
  texts: FieldNames = textNames(reading.options),
): Generator<JsonRecord> {
  const { notes, options } = reading
  const beside = reading.beside ?? new OtherFields(options)
  const known = [idNames(options), ...used]
  for (const { object, place } of jsonObjects(reading)) {
    const record = checkText(reading, object, place, texts)
    if (!record) continue
    const own = [textField(object, texts), ...known.map((names) => fieldOf(object, names))].map(
      (field) => field?.name,
    )
    const kept = beside.kept(Object.keys(object), (name) => own.includes(name) || isAsked(name, options))
    yield kept.length === 0
      ? record
      : { ...record, origin: { ...record.origin, ...othersIn(kept, (name) => object[name]) } }
  }
  if (!reading.beside) beside.noteLeft(notes, 'ignoredFields')
}

/** Whether a text is empty; where such are left out, `null` is no more than that. */
export function isEmptyText(value: unknown, { skipEmpty }: ReadOptions): boolean {
  return typeof value === 'string' ? value.trim() === '' : value === null && skipEmpty === true
}

function checkText(
  reading: Reading,
  object: JsonObject,
  place: JsonPlace,
  texts: FieldNames,
): JsonRecord | undefined {
  const { faults, options } = reading
  const field = textField(object, texts)
  const origin = originOf(reading, object, place)
  const at = recordPlace(origin)
  if (!field) {
    faultMissing(faults, texts, at, 'text')
  } else if (isEmptyText(field.value, options)) {
    refuseEmptyText(reading, at)
  } else if (typeof field.value !== 'string') {
    faultType(faults, field, '"text": "…"', at)
  } else return { object, text: field.value, origin }
  return undefined
}

/** Where a record comes from: with its id, its group and the fields that were asked for. */
export function originOf({ fields, options }: Reading, object: JsonObject, place: JsonPlace): Origin {
  const id = nameIn(fieldOf(object, idNames(options))?.value)
  const group = options.groupBy === undefined ? undefined : groupIn(object, options.groupBy)
  return {
    ...place,
    ...(id !== undefined && { id }),
    ...groupOf(group, options.groupBy),
    ...fields?.of(Object.keys(object), (name) => object[name]),
  }
}

/** The group that a field names: one of that very name, else one at that path, as in `meta.pid`. */
export function groupIn(object: JsonObject, path: string): string | undefined {
  const steps = path.split('.')
  const within = (from: unknown, step: string) =>
    isObject(from) && Object.hasOwn(from, step) ? from[step] : undefined
  return nameIn(within(object, path) ?? steps.reduce<unknown>(within, object))
}

/** A text or a number as a name of something; undefined for what is neither. */
export function nameIn(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

/** Reports a field whose value is of the wrong kind. */
export function faultType(
  faults: Reading['faults'],
  field: { name: string; value: unknown },
  expected: string,
  place: Place,
): void {
  const value = excerpt(jsonText(field.value))
  faults.add('E_DATA_FIELD_TYPE', () =>
    failLine('E_DATA_FIELD_TYPE', { field: field.name, value, expected }, place),
  )
}

/** What is wrong with a line that is no object. */
export function failParse(text: string, place: JsonPlace): HanTuneError {
  try {
    parseJson(text)
    return failLine('E_DATA_JSON', { reason: excerpt(text) }, place)
  } catch (error) {
    return failLine('E_DATA_JSON', { reason: reasonOf(error) }, { ...placeIn(place.file, error), ...place })
  }
}
