import type { AnyRecord, DataTask, LabelledText, TaggedText } from '../data/index.ts'
import type { ClassScores, EntityScores, MultiLabelScores } from '../metrics/index.ts'
import type { HeadShape, TagPath } from '../models/index.ts'

export type TaskKind = DataTask

/** One sequence that the model reads: a text, or a window of one. */
export interface Example {
  /** [CLS], the tokens, [SEP]; of a pair the second text and its [SEP] behind them. */
  readonly tokenIds: Int32Array
  /** Which text a token is of, 0 or 1; left out where there is one. */
  readonly tokenTypes?: Int32Array
  /**
   * The gold class of each row of the head (each token, or the one sequence); −1 where there is none. Of a head with
   * several labels: 1 for each class that the sequence has, else 0.
   */
  readonly targets: Int32Array
}

/** A found entity; offsets are UTF-16 code units, `[start, end)`. */
export interface Entity {
  readonly label: string
  readonly text: string
  readonly start: number
  readonly end: number
  /** The mean probability of its tags. */
  readonly score: number
}

export interface TaggingOutput {
  readonly text: string
  readonly entities: readonly Entity[]
}

export interface ClassOutput {
  readonly text: string
  readonly label: string
  readonly score: number
  /** The probability of every class, where it was asked for. */
  readonly scores?: Readonly<Record<string, number>>
  /** Whether the text was longer than the model's window, so that its end was not read. */
  readonly truncated?: true
}

export interface MultiLabelOutput {
  readonly text: string
  /** The labels whose probability reaches the threshold, in the model's order. */
  readonly labels: readonly string[]
  /** The probability of every label. */
  readonly scores: Readonly<Record<string, number>>
  readonly truncated?: true
}

/** The class of two texts. */
export interface PairOutput extends ClassOutput {
  readonly pair: string
}

/** What a model reads: a text, and for a task of pairs the one it is compared with. */
export interface TaskInput {
  readonly text: string
  readonly pair?: string
}

/** A text made ready for the model. */
export interface Encoding<E extends Example = Example> {
  readonly text: string
  readonly pair?: string
  readonly examples: readonly E[]
  /**
   * Gold entities that no prediction can give exactly: those of white space alone, and those that begin or end
   * inside a token or on white space.
   */
  readonly unlearnable: number
}

/** What a task does with records of its kind; `Output` is what it predicts for a text. */
export interface Task<Input extends { readonly text: string }, Output, E extends Example, Report> {
  readonly kind: TaskKind
  readonly head: HeadShape
  /** The labels that the data names (entity types or classes), in order. */
  readonly labels: readonly string[]
  /** The names of the head's classes, in the order of its rows. */
  readonly classes: readonly string[]
  /** A record with its targets. */
  encode(record: Input): Encoding<E>
  /** A text without targets. @throws E_TASK_PAIR_ABSENT where the task needs two texts */
  encodeText(input: TaskInput): Encoding<E>
  /** The prediction for a text from the logits of its examples: [rows, classes] each; not where the head has a CRF. */
  decode(encoding: Encoding<E>, logits: readonly Float32Array[]): Output
  /**
   * Where the head has a CRF: the rows of all examples that decide the text's tags, joined to one chain
   * [n, classes]. Its best path goes to `decodeTags`.
   */
  emissions?(encoding: Encoding<E>, logits: readonly Float32Array[]): Float32Array
  /** Where the head has a CRF: the prediction for a text from the path of its chain. */
  decodeTags?(encoding: Encoding<E>, path: TagPath): Output
  score(records: readonly Input[], outputs: readonly Output[]): Report
  /** The figure by which a model is better than another. */
  figureOfMerit(report: Report): { readonly name: string; readonly value: number }
}

export type NerReport = EntityScores
export type ClsReport = ClassScores
export type MultiLabelReport = MultiLabelScores
export type { LabelledText, TaggedText }

export type TextRecord = AnyRecord
export type Prediction = TaggingOutput | ClassOutput | MultiLabelOutput | PairOutput
export type Report = NerReport | ClsReport | MultiLabelReport

/** A task whose kind is known only at run time. */
export type AnyTask = Task<TextRecord, Prediction, Example, Report>
