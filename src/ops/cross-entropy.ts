import { defineOperator, type Tensor } from '../graph/index.ts'
import { emitLogSoftmax } from './log-softmax.ts'
import { emitOneHot } from './pick.ts'

type Inputs = { logits: Tensor; labels: Tensor; weights: Tensor }

/**
 * Softmax cross-entropy of each row, times its weight. logits [N, C], labels int32 [N] in [0, C), weights [N].
 * A row that does not count has weight 0; the mean over n rows has weights 1/n. The weighted losses come row by
 * row, because a sum of many float32 numbers is better taken outside in float64.
 * Outputs: weighted losses [N], log-probabilities [N, C].
 */
export const SoftmaxCrossEntropy = defineOperator<Inputs>({
  name: 'SoftmaxCrossEntropy',
  inputs: ['logits', 'labels', 'weights'],
  recompute: false,
  infer: ({ logits }) => [{ dtype: logits.dtype, shape: [logits.shape[0]!] }, logits],
  gradients: {
    logits: ({ inputs: { labels, weights }, outputs: [, logProbabilities], cotangent }) =>
      SoftmaxCrossEntropyGrad({ logProbabilities: logProbabilities!, labels, weights, cotangent }, {})[0]!,
    labels: 'none',
    weights: 'forbidden',
  },
  emit: (emitter, { logits, labels, weights }, [losses, logProbabilities]) => {
    const all = emitLogSoftmax(emitter, logits, logProbabilities!)
    const column = emitter.constant('int64', [-1])
    const index = emitter.node('Unsqueeze', [labels, column])
    const own = emitter.node('Squeeze', [
      emitter.node('GatherElements', [all, index], { axis: { int: 1 } }),
      column,
    ])
    emitter.node('Mul', [emitter.node('Neg', [own]), weights], {}, [losses!])
  },
})

type GradInputs = { logProbabilities: Tensor; labels: Tensor; weights: Tensor; cotangent: Tensor }

/** `(softmax − one-hot label) · weight · cotangent`. */
export const SoftmaxCrossEntropyGrad = defineOperator<GradInputs>({
  name: 'SoftmaxCrossEntropyGrad',
  inputs: ['logProbabilities', 'labels', 'weights', 'cotangent'],
  recompute: false,
  infer: ({ logProbabilities }) => [logProbabilities],
  gradients: { logProbabilities: 'forbidden', labels: 'none', weights: 'forbidden', cotangent: 'forbidden' },
  emit: (emitter, { logProbabilities, labels, weights, cotangent }, outputs, _, inputs) => {
    const { dtype, shape } = inputs.logProbabilities
    const oneHot = emitOneHot(emitter, labels, shape[1] as number, dtype === 'float64' ? 11 : 1)
    const column = emitter.constant('int64', [-1])
    const difference = emitter.node('Sub', [emitter.node('Exp', [logProbabilities]), oneHot])
    const factor = emitter.node('Unsqueeze', [emitter.node('Mul', [weights, cotangent]), column])
    emitter.node('Mul', [difference, factor], {}, outputs)
  },
})

/** Weighted losses [N] of rows of logits [N, C]. */
export const softmaxCrossEntropy = (logits: Tensor, labels: Tensor, weights: Tensor): Tensor =>
  SoftmaxCrossEntropy({ logits, labels, weights }, {})[0]!
