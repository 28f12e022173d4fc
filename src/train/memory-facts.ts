import type { LayerShape } from './memory-workspace.ts'

/** What the memory of a run depends on; all known before anything large is allocated. */
export interface MemoryFacts {
  /** Bytes resident before the model is built (`process.memoryUsage.rss()`), the encoded data among them. */
  readonly baseBytes: number
  readonly layer: LayerShape
  readonly layers: number
  /** Layers that keep a tape: all from the lowest that learns to the last. */
  readonly learningLayers: number
  /** Numbers in parameters, the heads' among them. */
  readonly parameters: { readonly trainable: number; readonly frozen: number }
  readonly tasks: number
  /** The most classes of any task. */
  readonly classes: number
  /** Tokens of each training example, of all tasks. */
  readonly lengths: readonly number[]
  /** Tokens of each example that is predicted: dev and test data of all tasks. */
  readonly passLengths: readonly number[]
  readonly batchSize: number
  /** How often an example stands in a part: 2 with R-Drop. */
  readonly copies: number
  readonly dropout: { readonly hidden: number; readonly attention: number }
  readonly activations: 'float32' | 'float16'
  readonly optimizerState: 'float32' | 'bfloat16'
  readonly ema: boolean
  readonly seed: number
}
