/** What one pass runs over: T tokens of B sequences in S slots each; or the most of each quantity in any pass. */
export interface PassShape {
  readonly tokens: number
  readonly sequences: number
  /** B·S, the padding included. */
  readonly slots: number
  /** B·S², one number for each pair of slots of a sequence. */
  readonly pairs: number
}

/** The sizes of a layer. */
export interface LayerShape {
  readonly width: number
  readonly heads: number
  /** The width of the feed-forward block. */
  readonly inner: number
}

/**
 * A moment at which a session holds the most, as multiples of four sizes: [T, H], [B·S, H], [T, I] and [B, A, S, S]
 * floats. Values live from the node that makes them to the last that reads them, so the most is one of a few sums.
 */
type Moment = readonly [rows: number, padded: number, inner: number, scores: number]
type Moments = readonly Moment[]

/** Read by hand from what one layer took above its feeds and outputs, width 768, in some 50 shapes. */
const INFERENCE: Moments = [
  [1, 0, 2, 0],
  [3, 2, 0, 2],
]

/** What the forward pass of a layer leaves to its backward pass: values, values in half precision, or nothing. */
export type Keeping = 'whole' | 'halved' | 'nothing'

const TRAINING: Readonly<Record<Keeping, { readonly plain: Moments; readonly dropout: Moments }>> = {
  whole: {
    plain: [
      [1, 0, 1, 0],
      [0, 2, 0, 2],
      [10, 3, 1, 2],
      [7, 3, 1, 3],
    ],
    dropout: [
      [2, 0, 1, 0],
      [2, 2, 0, 3],
      [7, 3, 3, 3],
      [8, 3, 1, 4],
    ],
  },
  halved: {
    plain: [
      [7, 0, 2, 0],
      [3, 2, 0, 2],
      [14, 3, 2, 2],
      [8, 3, 2, 3],
    ],
    dropout: [
      [8, 0, 2, 0],
      [5, 2, 0, 3],
      [10, 3, 4, 3],
      [13, 3, 3, 3],
      [9, 3, 2, 4],
    ],
  },
  nothing: {
    plain: [
      [1, 0, 2, 0],
      [3, 2, 0, 2],
      [12, 3, 3, 2],
      [15, 3, 2, 2],
      [9, 3, 2, 3],
    ],
    dropout: [
      [2, 0, 2, 0],
      [5, 2, 0, 3],
      [9, 6, 4, 4],
    ],
  },
}

/** Bytes that ONNX Runtime holds at most while it runs a layer without learning. */
export const passWorkspace = (layer: LayerShape, shape: PassShape): number => most(INFERENCE, layer, shape)

/** Bytes that ONNX Runtime holds at most while it runs a layer forward or backward. */
export function learnWorkspace(
  layer: LayerShape,
  shape: PassShape,
  { keeping, dropout }: { readonly keeping: Keeping; readonly dropout: boolean },
): number {
  return most(TRAINING[keeping][dropout ? 'dropout' : 'plain'], layer, shape)
}

function most(moments: Moments, { width, heads, inner }: LayerShape, shape: PassShape): number {
  const sizes = [shape.tokens * width, shape.slots * width, shape.tokens * inner, shape.pairs * heads]
  return Math.max(
    ...moments.map((moment) => 4 * moment.reduce((sum, times, i) => sum + times * sizes[i]!, 0)),
  )
}
