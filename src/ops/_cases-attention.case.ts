import type { OperatorCase as Case, CaseInput } from './_check.case.ts'
import { alternating, bytes, type Cases, floats, ints } from './_inputs.case.ts'
import { PackedSelfAttentionGrad, packedSelfAttention } from './attention.ts'

// Two sequences of 3 and 2 tokens, 2 heads of 2 numbers, 3 slots: the last slot of the second is empty.
const SIZES = { B: 2, S: 3, T: 5 }
const SLOT_TOKENS = [0, 1, 2, 0, 1, 2, 3, 4, 0, 3, 4, 0]
const SLOT_HEADS = [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]
const ATTENTION: readonly CaseInput[] = [
  floats('qkv', ['T', 12], SIZES, -2, 2),
  ints(
    'slotRows',
    ['B', 2, 'S'],
    SLOT_TOKENS.map((token, i) => token * 6 + SLOT_HEADS[i]!),
  ),
  ints(
    'contextRows',
    ['B', 2, 'S'],
    SLOT_TOKENS.map((token, i) => token * 2 + SLOT_HEADS[i]!),
  ),
  ints('tokenSlots', ['T', 2], [0, 3, 1, 4, 2, 5, 6, 9, 7, 10]),
  { name: 'filled', dtype: 'float32', shape: ['B', 1, 'S', 1], values: [1, 1, 1, 1, 1, 0] },
  { name: 'mask', dtype: 'float32', shape: ['B', 1, 1, 'S'], values: [0, 0, 0, 0, 0, -1e9] },
]
const DROPPED = bytes('dropped', ['B', 2, 'S', 'S'], alternating(36))
type Tensors = Parameters<Case['build']>[0]
const layoutOf = ({ slotRows, contextRows, tokenSlots, filled, mask }: Tensors) => ({
  slotRows: slotRows!,
  contextRows: contextRows!,
  tokenSlots: tokenSlots!,
  filled: filled!,
  mask: mask!,
})

/** Attention as the definition says it, sequence by sequence. */
function attentionOf(qkv: readonly number[]): number[] {
  const context: number[] = []
  for (const [first, length] of [
    [0, 3],
    [3, 2],
  ] as const) {
    for (let t = first; t < first + length; t++) {
      for (let head = 0; head < 2; head++) {
        const part = (token: number, which: number) =>
          qkv.slice(token * 12 + which * 4 + head * 2, token * 12 + which * 4 + head * 2 + 2)
        const tokens = Array.from({ length }, (_, i) => first + i)
        const weights = tokens.map((key) =>
          Math.exp(part(t, 0).reduce((sum, x, d) => sum + x * part(key, 1)[d]!, 0) / Math.SQRT2),
        )
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        for (const d of [0, 1])
          context.push(tokens.reduce((sum, key, i) => sum + (weights[i]! / total) * part(key, 2)[d]!, 0))
      }
    }
  }
  return context
}

/** Attention over packed tokens. */
export const ATTENTION_CASES = {
  PackedSelfAttention: [
    {
      title: 'two sequences, one empty slot',
      inputs: ATTENTION,
      dimensions: SIZES,
      build: (inputs) => packedSelfAttention(inputs.qkv!, layoutOf(inputs)),
      differentiable: ['qkv'],
      expected: ({ qkv }) => attentionOf(qkv!),
    },
    {
      title: 'with dropout',
      inputs: [...ATTENTION, DROPPED],
      dimensions: SIZES,
      build: (inputs) =>
        packedSelfAttention(inputs.qkv!, layoutOf(inputs), { mask: inputs.dropped!, rate: 0.25 }),
      differentiable: ['qkv'],
    },
  ],
  PackedSelfAttentionGrad: [
    {
      title: 'is zero for a zero cotangent',
      inputs: [
        ...ATTENTION,
        { name: 'dy', dtype: 'float32', shape: ['T', 4], values: new Array(20).fill(0) },
      ],
      dimensions: SIZES,
      build: (inputs) =>
        PackedSelfAttentionGrad(
          {
            ...layoutOf(inputs),
            qkv: inputs.qkv!,
            dropoutMask: undefined,
            context: packedSelfAttention(inputs.qkv!, layoutOf(inputs)),
            cotangent: inputs.dy!,
          },
          { rate: 0 },
        )[0]!,
      differentiable: [],
      expected: () => new Array(60).fill(0),
    },
  ],
} satisfies Cases
