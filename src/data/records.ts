import type { Origin } from '../base/origin.ts'

export { type Origin, recordPlace } from '../base/origin.ts'

/** A labelled range of a text: UTF-16 code units, `[start, end)`. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly label: string
}

/** A text with its entities, in order of their start. */
export interface TaggedText {
  readonly text: string
  readonly entities: readonly Span[]
  readonly origin: Origin
}

/** A text with its one class. */
export interface LabelledText {
  readonly text: string
  readonly label: string
  readonly origin: Origin
}

/** A text with its classes, in order of the data; there may be none. */
export interface MultiLabelText {
  readonly text: string
  readonly labels: readonly string[]
  readonly origin: Origin
}

/** Two texts with the class of how they relate: premise and hypothesis, question and question. */
export interface LabelledPair {
  readonly text: string
  readonly pair: string
  readonly label: string
  readonly origin: Origin
}

/** A record of each task. */
export interface RecordOf {
  readonly ner: TaggedText
  readonly cls: LabelledText
  readonly multi: MultiLabelText
  readonly pair: LabelledPair
}

/**
 * `ner`: entities in a text; `cls`: one class a text; `multi`: any number of classes a text; `pair`: one class for two
 * texts.
 */
export type DataTask = keyof RecordOf

export type AnyRecord = RecordOf[DataTask]

/** The text of a record, or both of a pair. */
export const recordTexts = (record: AnyRecord): readonly string[] =>
  'pair' in record ? [record.text, record.pair] : [record.text]

/** What makes two records the same input: the text, or both texts of a pair. */
export const inputKey = (record: AnyRecord): string => recordTexts(record).join('\0')

/** The task that a record is of, as its fields show. */
export function taskOfRecord(record: object): DataTask {
  if ('entities' in record) return 'ner'
  if ('labels' in record) return 'multi'
  return 'pair' in record ? 'pair' : 'cls'
}
