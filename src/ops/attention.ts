import { defineOperator, type Emitter, shapeError, type Tensor } from '../graph/index.ts'
import { emitMatMul } from './matmul.ts'

/**
 * How the packed tokens of a batch stand in attention's padded slots: T tokens of B sequences, A heads, S slots a
 * sequence. "Rows" are stretches of one head's D numbers.
 */
export interface HeadLayout {
  /** int32 [B, A, S]: the row of each slot's query among the T·3·A rows of queries, keys and values. */
  readonly slotRows: Tensor
  /** int32 [B, A, S]: the row of each slot among the T·A rows of the context. Empty slots name any row, here too. */
  readonly contextRows: Tensor
  /** int32 [T, A]: the slot of each row of the context among the B·A·S slots. */
  readonly tokenSlots: Tensor
  /** [B, 1, S, 1]: 1 where a token stands, 0 in empty slots. */
  readonly filled: Tensor
  /** [B, 1, 1, S]: added to the scores, a large negative number in empty slots. */
  readonly mask: Tensor
}

type Inputs = { qkv: Tensor; dropoutMask: Tensor | undefined } & { [K in keyof HeadLayout]: Tensor }
type Attributes = { rate: number }
const INPUTS = ['qkv', 'slotRows', 'contextRows', 'tokenSlots', 'filled', 'mask', 'dropoutMask'] as const
type Names<I> = { readonly [K in keyof I]: string }

/**
 * Self-attention of packed tokens, softmax(q·kᵀ / √D + mask) · v by heads (Vaswani et al., 2017).
 * qkv: [T, 3·A·D], the queries of all heads, then the keys, then the values; dropoutMask: uint8 [B, A, S, S].
 * Output: the context [T, A·D]. Tokens go to their slots and back in one copy each; nothing else is padded.
 */
export const PackedSelfAttention = defineOperator<Inputs, Attributes>({
  name: 'PackedSelfAttention',
  inputs: INPUTS,
  recompute: false,
  infer: ({ qkv, slotRows }) => {
    const [width, heads] = [qkv.shape[1] as number, slotRows.shape[1] as number]
    if (width % (3 * heads) !== 0) throw shapeError('PackedSelfAttention', `${width} for ${heads} heads`)
    return [{ dtype: qkv.dtype, shape: [qkv.shape[0]!, width / 3] }]
  },
  gradients: {
    qkv: ({ inputs, attributes, outputs: [context], cotangent }) =>
      PackedSelfAttentionGrad({ ...inputs, context: context!, cotangent }, attributes)[0]!,
    slotRows: 'none',
    contextRows: 'none',
    tokenSlots: 'none',
    filled: 'forbidden',
    mask: 'forbidden',
    dropoutMask: 'none',
  },
  emit: (emitter, names, outputs, { rate }, { qkv, slotRows }) => {
    const size = sizesOf(qkv, slotRows)
    const { v, probabilities } = emitProbabilities(emitter, names, size)
    const kept = dropper(emitter, names.dropoutMask, rate)(probabilities)
    emitTokens(emitter, emitMatMul(emitter, kept, v, {}), names.tokenSlots, size, outputs)
  },
})

type GradInputs = Inputs & { context: Tensor; cotangent: Tensor }

/**
 * The cotangent of qkv. The probabilities are computed again: S·S numbers a head are dearer to keep than to make.
 * The softmax's inner product, a sum over S·S probabilities in a plain rule, is taken from the context instead
 * (Σ cotangent · context over D), as in FlashAttention (Dao et al., 2022).
 */
export const PackedSelfAttentionGrad = defineOperator<GradInputs, Attributes>({
  name: 'PackedSelfAttentionGrad',
  inputs: [...INPUTS, 'context', 'cotangent'],
  recompute: false,
  infer: ({ qkv }) => [qkv],
  gradients: {
    qkv: 'forbidden',
    slotRows: 'none',
    contextRows: 'none',
    tokenSlots: 'none',
    filled: 'forbidden',
    mask: 'forbidden',
    dropoutMask: 'none',
    context: 'forbidden',
    cotangent: 'forbidden',
  },
  emit: (emitter, names, outputs, { rate }, { qkv, slotRows }) => {
    const size = sizesOf(qkv, slotRows)
    const { q, k, v, probabilities } = emitProbabilities(emitter, names, size)
    const drop = dropper(emitter, names.dropoutMask, rate)
    const rows = (x: string, width: number) =>
      emitter.node('Reshape', [x, emitter.constant('int64', [-1, width])])
    // Empty slots gather some token's numbers: as queries they must carry no cotangent.
    const inSlots = (x: string) =>
      emitter.node('Mul', [emitter.node('Gather', [x, names.contextRows]), names.filled])

    const dContext = inSlots(rows(names.cotangent, size.width))
    const products = rows(emitter.node('Mul', [names.cotangent, names.context]), size.width)
    const sums = emitter.node('ReduceSum', [products, emitter.constant('int64', [-1])], {
      keepdims: { int: 1 },
    })
    const dProbabilities = drop(emitMatMul(emitter, dContext, v, { transB: true }))
    const dScores = emitter.node('Mul', [probabilities, emitter.node('Sub', [dProbabilities, inSlots(sums)])])
    const gradients = [
      emitMatMul(emitter, dScores, k, { alpha: size.scale }),
      emitMatMul(emitter, dScores, q, { transA: true, alpha: size.scale }),
      emitMatMul(emitter, drop(probabilities), dContext, { transA: true }),
    ]
    const tokens = gradients.map((x) => emitter.node('Gather', [rows(x, size.width), names.tokenSlots]))
    const joined = emitter.node('Concat', tokens, { axis: { int: 1 } })
    emitter.node(
      'Reshape',
      [joined, emitter.constant('int64', [-1, 3 * size.heads * size.width])],
      {},
      outputs,
    )
  },
})

interface Sizes {
  readonly heads: number
  /** D: numbers a head. */
  readonly width: number
  readonly scale: number
}

function sizesOf(qkv: Tensor, slotRows: Tensor): Sizes {
  const heads = slotRows.shape[1] as number
  const width = (qkv.shape[1] as number) / 3 / heads
  return { heads, width, scale: 1 / Math.sqrt(width) }
}

/** q, k, v [B, A, S, D] and the probabilities [B, A, S, S] before dropout. */
function emitProbabilities(emitter: Emitter, names: Names<Inputs>, { heads, width, scale }: Sizes) {
  const rows = emitter.node('Reshape', [names.qkv, emitter.constant('int64', [-1, width])])
  const part = (number: number) => {
    const shift = emitter.constant('int32', number * heads)
    return emitter.node('Gather', [rows, emitter.node('Add', [names.slotRows, shift])])
  }
  const [q, k, v] = [part(0), part(1), part(2)]
  const scores = emitMatMul(emitter, q, k, { transB: true, alpha: scale })
  const masked = emitter.node('Add', [scores, names.mask])
  return { q, k, v, probabilities: emitter.node('Softmax', [masked], { axis: { int: -1 } }) }
}

/** Drops probabilities by the mask, or leaves them where there is none. */
function dropper(emitter: Emitter, mask: string, rate: number): (x: string) => string {
  if (mask === '') return (x) => x
  const factors = emitter.node('DequantizeLinear', [mask, emitter.constant('float32', 1 / (1 - rate))])
  return (x) => emitter.node('Mul', [x, factors])
}

function emitTokens(
  emitter: Emitter,
  x: string,
  tokenSlots: string,
  size: Sizes,
  outputs: readonly string[],
): void {
  const rows = emitter.node('Reshape', [x, emitter.constant('int64', [-1, size.width])])
  const tokens = emitter.node('Gather', [rows, tokenSlots])
  emitter.node('Reshape', [tokens, emitter.constant('int64', [-1, size.heads * size.width])], {}, outputs)
}

/** The attention context [T, A·D] of packed queries, keys and values [T, 3·A·D]. */
export function packedSelfAttention(
  qkv: Tensor,
  layout: HeadLayout,
  dropout?: { mask: Tensor; rate: number },
): Tensor {
  return PackedSelfAttention({ qkv, ...layout, dropoutMask: dropout?.mask }, { rate: dropout?.rate ?? 0 })[0]!
}
