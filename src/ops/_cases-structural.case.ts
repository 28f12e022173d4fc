import type { OperatorCase } from './_check.case.ts'
import { type Cases, floats, ints } from './_inputs.case.ts'
import { expandLike } from './expand-like.ts'
import { GatherGrad, gather } from './gather.ts'
import { gemm } from './gemm.ts'
import { LayerNormalizationGrad, layerNormalization, Standardize } from './layer-normalization.ts'
import { reduceSum } from './reduce-sum.ts'
import { reshape, reshapeLike } from './reshape.ts'

/** Operators that mix rows and columns: products, look-ups, reductions, shapes. */
export const STRUCTURAL = {
  Gemm: [
    ...[false, true].flatMap((transA) =>
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
    {
      // GPUs have kernels of their own for sizes in fours.
      title: 'sizes in fours, a matrix added',
      inputs: [floats('a', [4, 8]), floats('b', [8, 4]), floats('c', [4, 4])],
      build: ({ a, b, c }) => gemm(a!, b!, c!),
      differentiable: ['a', 'b', 'c'],
      expected: ({ a, b, c }) =>
        c!.map((value, at) => {
          const [row, column] = [Math.floor(at / 4), at % 4]
          return a!.slice(row * 8, row * 8 + 8).reduce((sum, x, k) => sum + x * b![k * 4 + column]!, value)
        }),
    },
  ],
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
    {
      title: 'two named dimensions to one, and back again',
      inputs: [floats('x', ['L', 'B'], { L: 2, B: 3 })],
      dimensions: { L: 2, B: 3, N: 6 },
      build: ({ x }) => reshape(x!, ['N']),
      differentiable: ['x'],
      expected: ({ x }) => x!,
    },
  ],
  ReshapeLike: [
    {
      title: 'one named dimension to two',
      inputs: [floats('x', ['N'], { N: 6 }), floats('like', ['L', 'B'], { L: 2, B: 3 })],
      dimensions: { N: 6, L: 2, B: 3 },
      build: ({ x, like }) => reshapeLike(x!, like!),
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
} satisfies Cases
