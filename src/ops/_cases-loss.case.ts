import { type Cases, floats, ints } from './_inputs.case.ts'
import { BinaryCrossEntropyGrad, binaryCrossEntropy } from './binary-cross-entropy.ts'
import { SoftmaxCrossEntropyGrad, softmaxCrossEntropy } from './cross-entropy.ts'
import { logSoftmax } from './log-softmax.ts'
import { PickGrad, pick } from './pick.ts'
import { reduceSum } from './reduce-sum.ts'

/** Losses. */
export const LOSS = {
  BinaryCrossEntropy: [
    {
      title: 'weighted rows, large logits too',
      inputs: [
        {
          name: 'logits',
          dtype: 'float32',
          shape: ['N', 3],
          values: [0.5, -1, 2, 60, -60, 0.25, -0.25, 0.75, -3],
        },
        { name: 'targets', dtype: 'float32', shape: ['N', 3], values: [1, 0, 0, 1, 0, 1, 1, 1, 0] },
        { name: 'weights', dtype: 'float32', shape: ['N'], values: [0.5, 2, 0] },
      ],
      dimensions: { N: 3 },
      build: ({ logits, targets, weights }) => binaryCrossEntropy(logits!, targets!, weights!),
      differentiable: ['logits'],
      expected: ({ logits, targets, weights }) =>
        weights!.map((weight, row) => {
          const own = logits!.slice(row * 3, row * 3 + 3)
          // −log of the probability of each answer.
          const losses = own.map((z, c) => Math.log1p(Math.exp(targets![row * 3 + c] ? -z : z)))
          return (weight * losses.reduce((sum, loss) => sum + loss, 0)) / 3
        }),
    },
  ],
  BinaryCrossEntropyGrad: [
    {
      title: 'probability less target',
      inputs: [
        floats('logits', [2, 3]),
        { name: 'targets', dtype: 'float32', shape: [2, 3], values: [1, 0, 0, 1, 1, 0] },
        floats('weights', [2]),
        floats('dy', [2]),
      ],
      build: ({ logits, targets, weights, dy }) =>
        BinaryCrossEntropyGrad(
          { logits: logits!, targets: targets!, weights: weights!, cotangent: dy! },
          {},
        )[0]!,
      differentiable: [],
      expected: ({ logits, targets, weights, dy }) =>
        logits!.map((z, at) => {
          const row = Math.floor(at / 3)
          return ((1 / (1 + Math.exp(-z)) - targets![at]!) * weights![row]! * dy![row]!) / 3
        }),
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
  LogSoftmax: [
    {
      title: 'rows, large logits too',
      inputs: [
        {
          name: 'x',
          dtype: 'float32',
          shape: ['N', 3],
          values: [0.5, -1, 2, 1000, 998, 999, -0.25, -0.25, -0.25],
        },
      ],
      dimensions: { N: 3 },
      build: ({ x }) => logSoftmax(x!),
      differentiable: ['x'],
      expected: ({ x }) =>
        x!.map((value, at) => {
          const row = x!.slice(at - (at % 3), at - (at % 3) + 3)
          return -Math.log(row.reduce((sum, other) => sum + Math.exp(other - value), 0))
        }),
    },
  ],
  Pick: [
    {
      title: 'one of each row',
      inputs: [floats('x', ['N', 4], { N: 3 }), ints('classes', ['N'], [3, 0, 3])],
      dimensions: { N: 3 },
      build: ({ x, classes }) => pick(x!, classes!),
      differentiable: ['x'],
      expected: ({ x, classes }) => classes!.map((own, row) => x![row * 4 + own]!),
    },
    {
      title: 'of two axes of rows',
      inputs: [floats('x', ['L', 'B', 3], { L: 2, B: 2 }), ints('classes', ['L', 'B'], [2, 0, 1, 1])],
      dimensions: { L: 2, B: 2 },
      build: ({ x, classes }) => pick(x!, classes!),
      differentiable: ['x'],
      expected: ({ x, classes }) => classes!.map((own, row) => x![row * 3 + own]!),
    },
  ],
  PickGrad: [
    {
      title: 'puts each number at its class',
      inputs: [floats('x', [2, 3]), ints('classes', [2], [2, 0]), floats('dy', [2])],
      build: ({ x, classes, dy }) => PickGrad({ x: x!, classes: classes!, cotangent: dy! }, {})[0]!,
      differentiable: ['dy'],
      expected: ({ dy }) => [0, 0, dy![0]!, dy![1]!, 0, 0],
    },
  ],
} satisfies Cases
