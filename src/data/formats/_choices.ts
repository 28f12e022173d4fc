import { failLine } from '../_line-errors.ts'
import { type LabelledText, type MultiLabelText, type Origin, recordPlace } from '../records.ts'
import { noteTrimmed } from './_row-labels.ts'
import type { Reading } from './format.ts'
import { faultType } from './json-lines.ts'

/** A text with the classes that its annotator chose. */
export interface ChosenText {
  readonly text: string
  readonly labels: readonly string[]
  readonly origin: Origin
}

/** Records of the task that the choices show. */
export type ChoiceRecords =
  | { readonly task: 'cls'; readonly records: LabelledText[] }
  | { readonly task: 'multi'; readonly records: MultiLabelText[] }

/**
 * Several classes where a text of the file has more than one, else one class each; the caller's task decides first.
 * For one class, texts with none or several go to the faults, those with none not where they are to be left out.
 */
export function recordsOfChoices(reading: Reading, texts: readonly ChosenText[]): ChoiceRecords {
  const { faults, notes, options } = reading
  const isMulti = texts.some(({ labels }) => labels.length > 1)
  const task = options.task === 'cls' || options.task === 'multi' ? options.task : isMulti ? 'multi' : 'cls'
  if (task === 'multi')
    return { task, records: texts.map(({ text, labels, origin }) => ({ text, labels, origin })) }
  const records = texts.flatMap(({ text, labels, origin }): LabelledText[] => {
    const [label, more] = labels
    const place = recordPlace(origin)
    if (label !== undefined && more === undefined) return [{ text, label, origin }]
    if (label === undefined && options.skipUnlabelled) notes.add('skippedUnlabelled')
    else if (label === undefined)
      faults.add('E_DATA_EMPTY_LABEL', () => failLine('E_DATA_EMPTY_LABEL', {}, place))
    else faultType(faults, { name: 'choices', value: labels }, '["…"]', place)
    return []
  })
  return { task, records }
}

/** The distinct names of a list of choices without outer blanks, which is noted; undefined when it is none. */
export function choicesOf(reading: Pick<Reading, 'notes'>, value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined
  const names = value.map((name: unknown) => (typeof name === 'string' ? name : ''))
  const trimmed = names.map((name) => name.trim())
  if (trimmed.includes('')) return undefined
  noteTrimmed(reading, names)
  return [...new Set(trimmed)]
}
