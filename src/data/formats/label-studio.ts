import { defineTexts } from '../../base/locale.ts'
import type { ReadOptions } from '../dataset.ts'
import { recordPlace } from '../records.ts'
import { type ChosenText, recordsOfChoices } from './_choices.ts'
import { spansOf } from './_span-fields.ts'
import { type RawRecord, type RawSpan, resolveSpans } from './_spans.ts'
import { classesOf, kindOfResult, Results } from './_studio-results.ts'
import { areTasks, readTasks, refuseSeveralQuestions, resultsIn, type StudioTask } from './_studio-tasks.ts'
import type { ClassFormat, Format, Reading, Sample } from './format.ts'
import { faultType, isObject, type JsonObject, sampleObjects } from './json-lines.ts'

const say = defineTexts({
  spans: {
    zh: 'Label Studio 的 JSON 导出，标注结果是带 labels 的文字区间',
    en: 'a JSON export of Label Studio whose results are labelled ranges of the text',
  },
  choices: {
    zh: 'Label Studio 的 JSON 导出，标注结果是选项 choices（或 taxonomy）',
    en: 'a JSON export of Label Studio whose results are choices (or a taxonomy)',
  },
})

/** Label Studio, JSON: tasks whose annotations label ranges of the text. Offsets count UTF-16 units. */
export const studioSpans: Format = {
  task: 'ner',
  recognises: (sample, options) => kindOf(sample, options) === 'spans',
  read(reading) {
    const raw: RawRecord[] = []
    const results = new Results()
    for (const task of readTasks(reading)) {
      const spans = task.results.flatMap((result) => spansOfResult(reading, task, result, results))
      raw.push({ text: task.text, spans, origin: task.origin })
    }
    // A part of the file may hold no such results, where others do.
    if (resultsShown(reading.sample, reading.options)?.spans === 0) results.refuseNone(reading.file)
    results.note(reading)
    const records = resolveSpans(reading, raw, { unit: 'utf16', ends: 'either' })
    return { format: 'label-studio', reason: say('spans', {}), records }
  },
}

/** Label Studio, JSON: tasks whose annotations choose classes. */
export const studioChoices: ClassFormat = {
  isTable: false,
  recognises: (sample, options) => kindOf(sample, options) === 'choices',
  read(reading) {
    const texts: ChosenText[] = []
    const results = new Results()
    const tasks = readTasks(reading)
    refuseSeveralQuestions(tasks, reading)
    for (const task of tasks) {
      const lists = task.results.map((result) => choicesOfResult(reading, task, result, results))
      const sound = lists.filter((list) => list !== undefined)
      // A task with a broken choice is at fault already, and says nothing about how many a text has.
      if (sound.length < lists.length) continue
      texts.push({ text: task.text, labels: [...new Set(sound.flat())], origin: task.origin })
    }
    results.note(reading)
    return { format: 'label-studio', reason: say('choices', {}), ...recordsOfChoices(reading, texts) }
  },
}

/** What the task asked for needs, else what most results of the first tasks are; undefined when these are no tasks of Label Studio. */
function kindOf(sample: Sample, options: ReadOptions): 'spans' | 'choices' | undefined {
  const { task } = options
  const shown = resultsShown(sample, options)
  if (!shown) return undefined
  const { spans, choices } = shown
  if (spans > 0 && task === 'ner') return 'spans'
  if (choices > 0 && (task === 'cls' || task === 'multi')) return 'choices'
  return choices > spans ? 'choices' : 'spans'
}

/** How many results of each kind the first tasks have; undefined when these are no tasks of Label Studio. */
function resultsShown(
  sample: Sample,
  options: ReadOptions,
): { readonly spans: number; readonly choices: number } | undefined {
  const objects = sampleObjects(sample)
  if (!areTasks(objects)) return undefined
  const kinds = resultsIn(objects).map((result) => kindOfResult(result, options))
  return {
    spans: kinds.filter((kind) => kind === 'span').length,
    choices: kinds.filter((kind) => kind === 'choice').length,
  }
}

const TAXONOMY_EXPECTED = '[["…", "…"]] (no "/")'
const SPAN_EXPECTED = '{"start": 0, "end": 2, "text": "…", "labels": ["…"]}'

function spansOfResult(
  { faults, options }: Reading,
  { origin }: StudioTask,
  result: JsonObject,
  results: Results,
): readonly RawSpan[] {
  const { value } = result
  if (kindOfResult(result, options) !== 'span' || !isObject(value)) {
    results.leave(result)
    return []
  }
  results.use()
  const { start, end, text, labels } = value
  const read = spansOf({ start, end, labels, ...(typeof text === 'string' && { text }) })
  if (read.kind === 'spans') return read.spans
  faultType(faults, { name: 'value', value }, SPAN_EXPECTED, recordPlace(origin))
  return []
}

/** The classes of a result, none where it has another kind; undefined where they are broken, which is reported. */
function choicesOfResult(
  reading: Reading,
  { origin }: StudioTask,
  result: JsonObject,
  results: Results,
): readonly string[] | undefined {
  const { value } = result
  if (kindOfResult(result, reading.options) !== 'choice' || !isObject(value)) {
    results.leave(result)
    return []
  }
  results.use()
  const labels = classesOf(reading, value)
  if (labels) return labels
  const name = 'choices' in value ? 'choices' : 'taxonomy'
  const expected = name === 'choices' ? '["…"]' : TAXONOMY_EXPECTED
  faultType(reading.faults, { name, value: value[name] }, expected, recordPlace(origin))
  return undefined
}
