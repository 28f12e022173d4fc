import type { BertConfig, DropoutRates, HeadKind } from '../models/index.ts'

/** What the memory of a run depends on; all known before anything large is allocated. */
export interface MemoryFacts {
  /** Bytes resident before the model is built (`process.memoryUsage.rss()`), the encoded data among them. */
  readonly baseBytes: number
  readonly config: BertConfig
  /** Every parameter of the encoder and of all heads. */
  readonly declarations: readonly { readonly name: string; readonly shape: readonly number[] }[]
  /** Which parameters learn, by their full names. */
  readonly isTrainable: (name: string) => boolean
  /** Heads. */
  readonly tasks: number
  /** What the heads read: tokens if one of them does. */
  readonly reads: HeadKind
  /** The most classes of any task. */
  readonly classes: number
  /** Tokens of each training example, of all tasks. */
  readonly lengths: readonly number[]
  /** Tokens of each example that is predicted: the dev and test data of all tasks. */
  readonly passLengths: readonly number[]
  readonly batchSize: number
  /** How often an example stands in a part: 2 with R-Drop. */
  readonly copies: number
  readonly dropout: DropoutRates
  readonly activations: 'float32' | 'float16'
  readonly optimizerState: 'float32' | 'bfloat16'
  /** Whether a moving average of the weights is kept. */
  readonly ema: boolean
  readonly recompute: boolean
}

/** How a run is cut, and what it keeps. */
export interface MemoryChoice {
  /** Tokens of one part of a step. */
  readonly learnTokens: number
  /** Tokens of one pass without learning. */
  readonly passTokens: number
  readonly recompute: boolean
}
