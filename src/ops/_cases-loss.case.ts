import { type Cases, floats, ints } from './_inputs.case.ts'
import { SoftmaxCrossEntropyGrad, softmaxCrossEntropy } from './cross-entropy.ts'
import { reduceSum } from './reduce-sum.ts'

/** Losses. */
export const LOSS = {
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
} satisfies Cases
