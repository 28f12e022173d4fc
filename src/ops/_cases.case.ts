import { type OperatorCase as Case, type CaseInput, randomValues } from './_check.case.ts'
import { add } from './add.ts'
import { PackedSelfAttentionGrad, packedSelfAttention } from './attention.ts'
import { SoftmaxCrossEntropyGrad, softmaxCrossEntropy } from './cross-entropy.ts'
import { dropout } from './dropout.ts'
import { expandLike } from './expand-like.ts'
import { GatherGrad, gather } from './gather.ts'
import { GeluGrad, gelu } from './gelu.ts'
import { gemm } from './gemm.ts'
import { LayerNormalizationGrad, layerNormalization, Standardize } from './layer-normalization.ts'
import { multiply } from './multiply.ts'
import { negate } from './negate.ts'
import { reduceSum } from './reduce-sum.ts'
import { reshape } from './reshape.ts'
import { subtract } from './subtract.ts'
import type { OPERATORS } from './table.ts'
import { tanh } from './tanh.ts'

type OperatorCase = Case & { readonly differentiable: readonly string[] }

const floats = (
  name: string,
  shape: readonly (number | string)[],
  sizes: Record<string, number> = {},
  low = -1,
  high = 1,
): CaseInput => {
  const count = shape.reduce<number>((size, dim) => size * (typeof dim === 'number' ? dim : sizes[dim]!), 1)
  return { name, dtype: 'float32', shape, values: randomValues(`${name}${shape}`, count, low, high) }
}
const ints = (name: string, shape: readonly (number | string)[], values: readonly number[]): CaseInput => ({
  name,
  dtype: 'int32',
  shape,
  values,
})
const bytes = (name: string, shape: readonly (number | string)[], values: readonly number[]): CaseInput => ({
  name,
  dtype: 'uint8',
  shape,
  values,
})
const alternating = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 0 : 1))

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

/** At least one case for each operator: the type asks for it. */
export const CASES: { readonly [Name in keyof typeof OPERATORS]: readonly OperatorCase[] } = {
  Add: [
    {
      title: 'same shape',
      inputs: [floats('a', [2, 3]), floats('b', [2, 3])],
      build: ({ a, b }) => add(a!, b!),
      differentiable: ['a', 'b'],
      expected: ({ a, b }) => a!.map((x, i) => x + b![i]!),
    },
    {
      title: 'broadcast over a leading and an inner axis',
      inputs: [floats('a', [2, 'N', 3], { N: 4 }), floats('b', ['N', 1], { N: 4 })],
      dimensions: { N: 4 },
      build: ({ a, b }) => add(a!, b!),
      differentiable: ['a', 'b'],
    },
  ],
  Sub: [
    {
      title: 'broadcast',
      inputs: [floats('a', [2, 3]), floats('b', [3])],
      build: ({ a, b }) => subtract(a!, b!),
      differentiable: ['a', 'b'],
    },
  ],
  Mul: [
    {
      title: 'broadcast',
      inputs: [floats('a', [2, 3]), floats('b', [2, 1])],
      build: ({ a, b }) => multiply(a!, b!),
      differentiable: ['a', 'b'],
    },
    {
      title: 'square',
      inputs: [floats('a', [5])],
      build: ({ a }) => multiply(a!, a!),
      differentiable: ['a'],
    },
  ],
  Neg: [
    {
      title: 'plain',
      inputs: [floats('x', [4])],
      build: ({ x }) => negate(x!),
      differentiable: ['x'],
      expected: ({ x }) => x!.map((v) => -v),
    },
  ],
  Tanh: [
    {
      title: 'plain',
      inputs: [floats('x', [6], {}, -2, 2)],
      build: ({ x }) => tanh(x!),
      differentiable: ['x'],
      expected: ({ x }) => x!.map(Math.tanh),
    },
  ],
  Gelu: [
    {
      title: 'over the interesting range',
      inputs: [floats('x', [12], {}, -4, 4)],
      build: ({ x }) => gelu(x!),
      differentiable: ['x'],
    },
  ],
  GeluGrad: [
    {
      title: 'at 0 is half the cotangent',
      inputs: [{ name: 'x', dtype: 'float32', shape: [2], values: [0, 0] }, floats('dy', [2])],
      build: ({ x, dy }) => GeluGrad({ x: x!, cotangent: dy! }, {})[0]!,
      differentiable: [],
      expected: ({ dy }) => dy!.map((v) => v / 2),
    },
  ],
  Gemm: [false, true].flatMap((transA) =>
    [false, true].map(
      (transB): OperatorCase => ({
        title: `transA=${transA} transB=${transB}`,
        inputs: [
          floats('a', transA ? [3, 'M'] : ['M', 3], { M: 4 }),
          floats('b', transB ? [2, 3] : [3, 2]),
          floats('c', [2]),
        ],
        dimensions: { M: 4 },
        build: ({ a, b, c }) => gemm(a!, b!, c!, transA, transB),
        differentiable: ['a', 'b', 'c'],
      }),
    ),
  ),
  Gather: [
    {
      title: 'rows, one of them twice',
      inputs: [floats('data', [4, 3]), ints('indices', ['N'], [2, 0, 2])],
      dimensions: { N: 3 },
      build: ({ data, indices }) => gather(data!, indices!),
      differentiable: ['data'],
    },
  ],
  GatherGrad: [
    {
      title: 'adds rows up',
      inputs: [floats('data', [2, 2]), ints('indices', [3], [1, 1, 0]), floats('dy', [3, 2])],
      build: ({ data, indices, dy }) =>
        GatherGrad({ data: data!, indices: indices!, cotangent: dy! }, {})[0]!,
      differentiable: [],
      expected: ({ dy }) => [dy![4]!, dy![5]!, dy![0]! + dy![2]!, dy![1]! + dy![3]!],
    },
  ],
  LayerNormalization: [
    {
      title: 'last of two axes',
      inputs: [floats('x', ['T', 6], { T: 3 }), floats('scale', [6]), floats('bias', [6])],
      dimensions: { T: 3 },
      build: ({ x, scale, bias }) => layerNormalization(x!, scale!, bias!, 1e-12),
      differentiable: ['x', 'scale', 'bias'],
      tolerance: 4e-3,
    },
  ],
  LayerNormalizationGrad: [
    {
      title: 'is orthogonal to a constant shift',
      inputs: [
        floats('x', [1, 4]),
        floats('scale', [4]),
        floats('dy', [1, 4]),
        floats('mean', [1, 1]),
        floats('inverseStd', [1, 1], {}, 1, 2),
      ],
      build: ({ x, scale, mean, inverseStd, dy }) =>
        reduceSum(
          LayerNormalizationGrad(
            { x: x!, scale: scale!, mean: mean!, inverseStd: inverseStd!, cotangent: dy! },
            {},
          )[0]!,
          [0],
        ),
      differentiable: [],
    },
  ],
  Standardize: [
    {
      title: 'plain',
      inputs: [floats('x', [2, 3]), floats('mean', [2, 1]), floats('inverseStd', [2, 1])],
      build: ({ x, mean, inverseStd }) =>
        Standardize({ x: x!, mean: mean!, inverseStd: inverseStd! }, {})[0]!,
      differentiable: [],
      expected: ({ x, mean, inverseStd }) =>
        x!.map((v, i) => (v - mean![Math.floor(i / 3)]!) * inverseStd![Math.floor(i / 3)]!),
    },
  ],
  Dropout: [
    {
      title: 'masked elements vanish, others grow',
      inputs: [floats('x', [3, 4]), bytes('mask', [3, 4], alternating(12))],
      build: ({ x, mask }) => dropout(x!, mask!, 0.25),
      differentiable: ['x'],
      expected: ({ x, mask }) => x!.map((v, i) => (v * mask![i]!) / 0.75),
    },
  ],
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
  SoftmaxCrossEntropy: [
    {
      title: 'weighted rows',
      inputs: [
        floats('logits', ['N', 4], { N: 3 }),
        ints('labels', ['N'], [1, 3, 0]),
        { name: 'weights', dtype: 'float32', shape: ['N'], values: [0.5, 0, 2] },
      ],
      dimensions: { N: 3 },
      build: ({ logits, labels, weights }) => softmaxCrossEntropy(logits!, labels!, weights!),
      differentiable: ['logits'],
      expected: ({ logits, labels, weights }) =>
        labels!.map((label, row) => {
          const own = logits!.slice(row * 4, row * 4 + 4)
          return weights![row]! * (Math.log(own.reduce((sum, z) => sum + Math.exp(z), 0)) - own[label]!)
        }),
    },
  ],
  SoftmaxCrossEntropyGrad: [
    {
      title: 'sums to zero over the classes',
      inputs: [
        floats('logits', [2, 3]),
        ints('labels', [2], [2, 0]),
        floats('weights', [2]),
        floats('dy', [2]),
      ],
      build: ({ logits, labels, weights, dy }) => {
        const all = softmaxCrossEntropy(logits!, labels!, weights!).node!.outputs[1]!
        return reduceSum(
          SoftmaxCrossEntropyGrad(
            { logProbabilities: all, labels: labels!, weights: weights!, cotangent: dy! },
            {},
          )[0]!,
          [1],
        )
      },
      differentiable: [],
      expected: () => [0, 0],
    },
  ],
  ReduceSum: [
    {
      title: 'axes dropped',
      inputs: [floats('x', [2, 'N', 3], { N: 4 })],
      dimensions: { N: 4 },
      build: ({ x }) => reduceSum(x!, [0, 1]),
      differentiable: ['x'],
    },
    {
      title: 'axis kept',
      inputs: [floats('x', [2, 3])],
      build: ({ x }) => reduceSum(x!, [-1], true),
      differentiable: ['x'],
      expected: ({ x }) => [x![0]! + x![1]! + x![2]!, x![3]! + x![4]! + x![5]!],
    },
  ],
  Reshape: [
    {
      title: 'with a named dimension',
      inputs: [floats('x', ['N', 2, 3], { N: 2 })],
      dimensions: { N: 2 },
      build: ({ x }) => reshape(x!, ['N', 6]),
      differentiable: ['x'],
      expected: ({ x }) => x!,
    },
  ],
  ExpandLike: [
    {
      title: 'column to matrix',
      inputs: [floats('x', [2, 1]), floats('like', [2, 3])],
      build: ({ x, like }) => expandLike(x!, like!),
      differentiable: ['x'],
    },
  ],
}
