import { defineOperator, type Tensor } from '../graph/index.ts'
import { multiply } from './multiply.ts'

/**
 * How the packed tokens of a batch stand in attention's padded slots. T tokens, B sequences, A heads, S slots.
 */
export interface HeadLayout {
  /** int32 [B, A, S]: for each slot its row among the T·A packed rows; empty slots name any row. */
  readonly slotRows: Tensor
  /** int32 [T, A]: for each packed row its slot among the B·A·S slots. */
  readonly tokenSlots: Tensor
  /** [B, 1, S, 1]: 1 where a token stands, 0 in empty slots. */
  readonly filled: Tensor
}

type HeadInputs = { x: Tensor } & { [K in keyof HeadLayout]: Tensor }

/**
 * Packed tokens [T, A·D] to heads [B, A, S, D] in one copy. Empty slots hold the numbers of some token and count
 * as constants: attention masks them as keys, and as queries nothing reads them.
 */
export const PackedToHeads = defineOperator<HeadInputs>({
  name: 'PackedToHeads',
  inputs: ['x', 'slotRows', 'tokenSlots', 'filled'],
  recompute: true,
  infer: ({ x, slotRows }) => {
    const size = (x.shape[1] as number) / (slotRows.shape[1] as number)
    return [{ dtype: x.dtype, shape: [...slotRows.shape, size] }]
  },
  gradients: {
    x: ({ inputs: { x: _, ...layout }, cotangent }) => headsToPacked(cotangent, layout),
    slotRows: 'none',
    tokenSlots: 'none',
    filled: 'none',
  },
  emit: (emitter, { x, slotRows }, outputs, _, { x: { shape }, slotRows: { shape: slots } }) => {
    const size = (shape[1] as number) / (slots[1] as number)
    const rows = emitter.node('Reshape', [x, emitter.constant('int64', [-1, size])])
    emitter.node('Gather', [rows, slotRows], {}, outputs)
  },
})

/** Heads [B, A, S, D] to packed tokens [T, A·D] in one copy. */
export const HeadsToPacked = defineOperator<HeadInputs>({
  name: 'HeadsToPacked',
  inputs: ['x', 'slotRows', 'tokenSlots', 'filled'],
  recompute: true,
  infer: ({ x, tokenSlots }) => [
    { dtype: x.dtype, shape: [tokenSlots.shape[0]!, (x.shape[1] as number) * (x.shape[3] as number)] },
  ],
  gradients: {
    // Nothing was read from empty slots, so their cotangent is zero.
    x: ({ inputs: { x: _, ...layout }, cotangent }) =>
      multiply(packedToHeads(cotangent, layout), layout.filled),
    slotRows: 'none',
    tokenSlots: 'none',
    filled: 'none',
  },
  emit: (emitter, { x, tokenSlots }, outputs, _, { x: { shape } }) => {
    const [heads, size] = [shape[1] as number, shape[3] as number]
    const rows = emitter.node('Reshape', [x, emitter.constant('int64', [-1, size])])
    const tokens = emitter.node('Gather', [rows, tokenSlots])
    emitter.node('Reshape', [tokens, emitter.constant('int64', [-1, heads * size])], {}, outputs)
  },
})

/** [T, A·D] to [B, A, S, D]. */
export const packedToHeads = (x: Tensor, layout: HeadLayout): Tensor =>
  PackedToHeads({ x, ...layout }, {})[0]!

/** [B, A, S, D] to [T, A·D]. */
export const headsToPacked = (x: Tensor, layout: HeadLayout): Tensor =>
  HeadsToPacked({ x, ...layout }, {})[0]!
