/** Where a record came from, so that every later message can name it. Lines count from 1. */
export interface Origin {
  readonly file: string
  readonly line: number
  /** The id that the user's file gives the record, if any. */
  readonly id?: string
}

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
