import { defineTexts } from '../../base/locale.ts'
import { failFile } from '../_errors.ts'
import type { ReadOptions } from '../dataset.ts'
import { recordPlace } from '../records.ts'
import { idNames, textNames } from './_asked-fields.ts'
import { type ChosenText, choicesOf, recordsOfChoices } from './_choices.ts'
import { ENTITY_NAMES, ID_NAMES, LABEL_NAMES } from './_fields.ts'
import { spansOf } from './_span-fields.ts'
import { type RawRecord, resolveSpans } from './_spans.ts'
import { classesOf, failUnusable, holdsChoices, isTaxonomy, pathsOf } from './_studio-results.ts'
import type { ClassFormat, Format, Reading, Sample } from './format.ts'
import {
  faultType,
  fieldOf,
  isObject,
  type JsonObject,
  type JsonRecord,
  jsonRecords,
  nameIn,
  sampleObjects,
} from './json-lines.ts'

const say = defineTexts({
  spans: {
    zh: 'Label Studio 的 JSON-MIN 导出，“{field}”列出带 labels 的文字区间',
    en: 'a JSON-MIN export of Label Studio whose "{field}" lists labelled ranges of the text',
  },
  choices: {
    zh: 'Label Studio 的 JSON-MIN 导出，“{field}”是选项',
    en: 'a JSON-MIN export of Label Studio whose "{field}" is a choice',
  },
})

/** Fields that tell about the annotation; one of them shows that a file is JSON-MIN. */
const MARKS = ['annotation_id', 'annotator', 'lead_time']
const ABOUT = [...MARKS, 'created_at', 'updated_at', 'agreement', 'unresolved_comment_count', ...ID_NAMES]
/** What every answer about a range has. */
const RANGE_KEYS = ['start', 'end', 'text']
const SPANS_EXPECTED = '[{"start": 0, "end": 2, "text": "…", "labels": ["…"]}]'

/** Label Studio, JSON-MIN: flat objects with a list of labelled ranges. Offsets count UTF-16 units. */
export const studioMinSpans: Format = {
  task: 'ner',
  recognises: (sample, options) => questionOf(sample, options)?.kind === 'spans',
  read(reading) {
    const field = fieldOfLabels(reading)
    const raw: RawRecord[] = []
    for (const { object, text, origin } of minRecords(reading, field)) {
      // A text in which nothing was marked has no such field.
      const value = object[field] ?? []
      const fault = (wrong: unknown) =>
        faultType(reading.faults, { name: field, value: wrong }, SPANS_EXPECTED, recordPlace(origin))
      if (!Array.isArray(value)) {
        fault(value)
        continue
      }
      const spans = value.flatMap((item: unknown) => {
        const read = spansOf(item)
        if (read.kind === 'spans') return read.spans
        fault(item)
        return []
      })
      raw.push({ text, spans, origin })
    }
    const records = resolveSpans(reading, raw, { unit: 'utf16', ends: 'either' })
    return { format: 'label-studio-min', reason: say('spans', { field }), records }
  },
}

/** Label Studio, JSON-MIN: flat objects with a choice, or `{"choices": […]}` for several. */
export const studioMinChoices: ClassFormat = {
  isTable: false,
  recognises: (sample, options) => questionOf(sample, options)?.kind === 'choices',
  read(reading) {
    const field = fieldOfLabels(reading)
    const texts: ChosenText[] = []
    for (const { object, text, origin } of minRecords(reading, field)) {
      const labels = labelsOf(reading, object[field])
      if (labels) texts.push({ text, labels, origin })
      else
        faultType(
          reading.faults,
          { name: field, value: object[field] },
          '"…" / {"choices": ["…"]} / [{"taxonomy": [["…", "…"]]}] (no "/")',
          recordPlace(origin),
        )
    }
    return {
      format: 'label-studio-min',
      reason: say('choices', { field }),
      ...recordsOfChoices(reading, texts),
    }
  },
}

/** The field with the labels. @throws E_DATA_QUESTIONS where it may be one of several */
function fieldOfLabels({ sample, options, file }: Reading): string {
  const { name, others } = questionOf(sample, options)!
  if (others.length > 0) throw failFile('E_DATA_QUESTIONS', { names: [name, ...others].join(', ') }, { file })
  return name
}

/** The choices of a record; none where the field is missing. */
function labelsOf(reading: Reading, value: unknown): string[] | undefined {
  if (value === undefined || value === '') return []
  if (typeof value === 'string') return choicesOf(reading, [value])
  if (isTaxonomy(value)) return pathsOf(reading, value)
  // The answers of one control stand in a list where they are neither one choice nor ranges.
  const answer: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value
  return holdsChoices(answer) ? classesOf(reading, answer) : undefined
}

/**
 * Refuses a JSON-MIN export whose answers are all of types that cannot be used.
 *
 * @throws E_DATA_STUDIO_RESULTS
 */
export function refuseUnusableAnswers(sample: Sample, options: ReadOptions, file: string): void {
  const marked = markedObjects(sample, options)
  const found = new Set<string>()
  for (const object of marked)
    for (const name of answersOf(object)) {
      if (isBesideAnswers(object, name, options)) continue
      const value = object[name]
      const first: unknown = Array.isArray(value) ? value[0] : value
      const keys = isObject(first) ? Object.keys(first).filter((key) => !RANGE_KEYS.includes(key)) : []
      found.add(keys.length > 0 ? `${name} (${keys.join(', ')})` : name)
    }
  if (found.size > 0) throw failUnusable([...found], file)
}

/** Its records; of those with one id, which are several annotations of a task, the first. */
function* minRecords(reading: Reading, field: string): Generator<JsonRecord> {
  const seen = new Set<string>()
  let repeated = 0
  for (const record of jsonRecords(reading, [field, ...ABOUT])) {
    // The tool's own, whatever field names the record.
    const id = nameIn(record.object.id)
    if (id === undefined || !seen.has(id)) yield record
    else repeated++
    if (id !== undefined) seen.add(id)
  }
  reading.notes.add('repeatedTasks', repeated)
}

interface Question {
  readonly name: string
  readonly kind: 'spans' | 'choices'
  /** Fields that may hold the labels as well. */
  readonly others: readonly string[]
}

/** The field that holds the labels, which is named as the user's interface names it; undefined when there is none. */
function questionOf(sample: Sample, options: ReadOptions): Question | undefined {
  const marked = markedObjects(sample, options)
  if (options.labelColumn !== undefined) {
    const [asked] = questionsAmong(marked, () => [String(options.labelColumn)], options)
    return asked && { ...asked, others: [] }
  }
  // In an order that is not the tool's nothing shows which fields are data.
  const between = questionsAmong(marked, answersOf, options)
  const questions = between.length > 0 ? between : questionsAmong(marked, Object.keys, options)
  const spans = questions.filter(({ kind }) => kind === 'spans')
  const likely = spans.length > 0 ? spans : questions
  const usual = [...ENTITY_NAMES, ...LABEL_NAMES]
  const named = likely.find(({ name }) => usual.includes(name.toLowerCase()))
  const first = named ?? likely[0]
  return first && { ...first, others: named ? [] : likely.slice(1).map(({ name }) => name) }
}

/** The first objects, where they look like JSON-MIN; none elsewhere. */
function markedObjects(sample: Sample, options: ReadOptions): readonly JsonObject[] {
  const objects = sampleObjects(sample)
  const marked = objects.filter(
    (object) => MARKS.some((name) => name in object) && fieldOf(object, textNames(options)),
  )
  return marked.length * 2 > objects.length ? marked : []
}

/** Fields whose values are answers, among those that `fieldsOf` gives. */
function questionsAmong(
  objects: readonly JsonObject[],
  fieldsOf: (object: JsonObject) => readonly string[],
  options: ReadOptions,
): Pick<Question, 'name' | 'kind'>[] {
  const found = new Map<string, Question['kind']>()
  for (const object of objects)
    for (const name of fieldsOf(object)) {
      const kind = isBesideAnswers(object, name, options) ? undefined : kindOf(object[name])
      if (kind && (kind === 'spans' || !found.has(name))) found.set(name, kind)
    }
  return [...found].map(([name, kind]) => ({ name, kind }))
}

/** The fields where the answers stand: the tool writes the data, the id, the answers, and what tells about them. */
function answersOf(object: JsonObject): readonly string[] {
  const names = Object.keys(object)
  const end = names.findIndex((name) => MARKS.includes(name))
  return names.slice(names.indexOf('id') + 1, end)
}

/** Whether a field is the text, an id, or tells about the annotation. */
function isBesideAnswers(object: JsonObject, name: string, options: ReadOptions): boolean {
  const others = [fieldOf(object, textNames(options))!.name, idNames(options)]
  return ABOUT.includes(name) || others.includes(name)
}

function kindOf(value: unknown): Question['kind'] | undefined {
  if (Array.isArray(value)) {
    const first: unknown = value[0]
    if (isObject(first) && 'start' in first) return 'labels' in first ? 'spans' : undefined
    return (value.length === 1 && holdsChoices(first)) || isTaxonomy(value) ? 'choices' : undefined
  }
  return typeof value === 'string' || holdsChoices(value) ? 'choices' : undefined
}
