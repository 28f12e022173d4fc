import { defineTexts } from '../../base/locale.ts'
import { type DataTask, recordPlace } from '../records.ts'
import { type ChosenText, choicesOf, recordsOfChoices } from './_choices.ts'
import { spansOf } from './_span-fields.ts'
import { type RawRecord, type RawSpan, resolveSpans } from './_spans.ts'
import { readTasks, type StudioTask } from './_studio-tasks.ts'
import type { ClassFormat, Format, Reading, Sample } from './format.ts'
import { faultType, isObject, type JsonObject, sampleObjects } from './json-lines.ts'

const say = defineTexts({
  spans: {
    zh: 'Label Studio 的 JSON 导出，标注结果是带 labels 的文字区间',
    en: 'a JSON export of Label Studio whose results are labelled ranges of the text',
  },
  choices: {
    zh: 'Label Studio 的 JSON 导出，标注结果是选项 choices',
    en: 'a JSON export of Label Studio whose results are choices',
  },
})

/** Label Studio, JSON: tasks whose annotations label ranges of the text. Offsets count UTF-16 units. */
export const studioSpans: Format = {
  task: 'ner',
  recognises: (sample, { task }) => kindOf(sample, task) === 'spans',
  read(reading) {
    const raw: RawRecord[] = []
    const unused = new Unused()
    for (const task of readTasks(reading)) {
      const spans = task.results.flatMap((result) => spansOfResult(reading, task, result, unused))
      raw.push({ text: task.text, spans, origin: task.origin })
    }
    unused.note(reading)
    const records = resolveSpans(reading, raw, { unit: 'utf16', ends: 'either' })
    return { format: 'label-studio', reason: say('spans', {}), records }
  },
}

/** Label Studio, JSON: tasks whose annotations choose classes. */
export const studioChoices: ClassFormat = {
  isTable: false,
  recognises: (sample, { task }) => kindOf(sample, task) === 'choices',
  read(reading) {
    const texts: ChosenText[] = []
    const unused = new Unused()
    for (const task of readTasks(reading)) {
      const labels = task.results.flatMap((result) => choicesOfResult(reading, task, result, unused))
      texts.push({ text: task.text, labels: [...new Set(labels)], origin: task.origin })
    }
    unused.note(reading)
    return { format: 'label-studio', reason: say('choices', {}), ...recordsOfChoices(reading, texts) }
  },
}

/** What the task asked for needs, else what most results of the first tasks are; undefined when these are no tasks of Label Studio. */
function kindOf(sample: Sample, task?: DataTask): 'spans' | 'choices' | undefined {
  const objects = sampleObjects(sample)
  const tasks = objects.filter(
    ({ data, annotations, completions }) =>
      isObject(data) && (Array.isArray(annotations) || Array.isArray(completions)),
  )
  if (tasks.length === 0 || tasks.length * 2 <= objects.length) return undefined
  const values = tasks
    .flatMap(({ annotations, completions }) => (annotations ?? completions) as unknown[])
    .flatMap((annotation) =>
      isObject(annotation) && Array.isArray(annotation.result) ? annotation.result : [],
    )
    .flatMap((result: unknown) => (isObject(result) && isObject(result.value) ? [result.value] : []))
  const choices = values.filter((value) => 'choices' in value).length
  const spans = values.filter((value) => 'start' in value && !('choices' in value)).length
  if (spans > 0 && task === 'ner') return 'spans'
  if (choices > 0 && (task === 'cls' || task === 'multi')) return 'choices'
  return choices > spans ? 'choices' : 'spans'
}

/** Results that the task has no use for, by their type. */
class Unused {
  readonly #types = new Map<string, number>()

  add({ type }: JsonObject): void {
    const name = typeof type === 'string' ? type : '?'
    this.#types.set(name, (this.#types.get(name) ?? 0) + 1)
  }

  note({ notes }: Reading): void {
    const count = [...this.#types.values()].reduce((sum, times) => sum + times, 0)
    notes.add('unusedResults', count, { names: [...this.#types.keys()].join(', ') })
  }
}

const SPAN_EXPECTED = '{"start": 0, "end": 2, "text": "…", "labels": ["…"]}'

function spansOfResult(
  { faults }: Reading,
  { origin }: StudioTask,
  result: JsonObject,
  unused: Unused,
): readonly RawSpan[] {
  const { value, type } = result
  const isRange = isObject(value) && ('labels' in value || String(type).endsWith('labels'))
  if (!isRange) {
    unused.add(result)
    return []
  }
  const { start, end, text, labels } = value
  const read = spansOf({ start, end, labels, ...(typeof text === 'string' && { text }) })
  if (read.kind === 'spans') return read.spans
  faultType(faults, { name: 'value', value }, SPAN_EXPECTED, recordPlace(origin))
  return []
}

function choicesOfResult(
  reading: Reading,
  { origin }: StudioTask,
  result: JsonObject,
  unused: Unused,
): readonly string[] {
  const { value } = result
  // A choice about a range of the text does not hold for the whole.
  if (!isObject(value) || !('choices' in value) || 'start' in value) {
    unused.add(result)
    return []
  }
  const labels = choicesOf(reading, value.choices)
  if (labels) return labels
  faultType(reading.faults, { name: 'choices', value: value.choices }, '["…"]', recordPlace(origin))
  return []
}
