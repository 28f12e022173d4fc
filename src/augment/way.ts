import type { RandomStream } from '../base/random.ts'
import type { Augmentable, Draft } from './_pieces.ts'

/** A guess for a blank, the likeliest first. */
export interface Guess {
  readonly token: string
  readonly score: number
}

/** A text whose blanks were guessed. */
export interface Guessed {
  readonly text: string
  readonly blanks: readonly {
    readonly start: number
    readonly end: number
    readonly candidates: readonly Guess[]
  }[]
}

/** Guesses what stands at the masks of texts, as `fill` of a masked-language model does. */
export type Fill = (texts: readonly string[]) => Promise<readonly Guessed[]>

/** What methods may need beside the records. */
export interface WayOptions {
  readonly fill?: Fill | undefined
  /** How a blank is written for `fill`. */
  readonly mask: string
}

/** Makes a new text out of a record; undefined when it cannot out of this one. */
export type Way = (
  record: Augmentable,
  stream: RandomStream,
) => Draft | undefined | Promise<Draft | undefined>

/** Looks at all records of the training set and gives the way. */
export type MakeWay = (records: readonly Augmentable[], options: WayOptions) => Way
