import { defineOperator, type Tensor } from '../graph/index.ts'

type Inputs = { logits: Tensor; targets: Tensor; weights: Tensor }

/**
 * Binary cross-entropy of rows of independent yes-no questions, the mean over a row's classes times its weight.
 * logits [N, C], targets [N, C] of 0 and 1, weights [N]; losses [N]. PyTorch's BCEWithLogitsLoss is the mean over rows.
 */
export const BinaryCrossEntropy = defineOperator<Inputs>({
  name: 'BinaryCrossEntropy',
  inputs: ['logits', 'targets', 'weights'],
  recompute: false,
  infer: ({ logits }) => [{ dtype: logits.dtype, shape: [logits.shape[0]!] }],
  gradients: {
    logits: ({ inputs: { logits, targets, weights }, cotangent }) =>
      BinaryCrossEntropyGrad({ logits, targets, weights, cotangent }, {})[0]!,
    targets: 'forbidden',
    weights: 'forbidden',
  },
  emit: (emitter, { logits, targets, weights }, outputs, _, inputs) => {
    const { dtype, shape } = inputs.logits
    const one = emitter.constant(dtype, 1)
    // log(1 + e^z) − y·z, where e is never raised to a large number: max(z, 0) + log(1 + e^−|z|).
    const small = emitter.node('Exp', [emitter.node('Neg', [emitter.node('Abs', [logits])])])
    const tail = emitter.node('Log', [emitter.node('Add', [small, one])])
    const softplus = emitter.node('Add', [emitter.node('Relu', [logits]), tail])
    const each = emitter.node('Sub', [softplus, emitter.node('Mul', [targets, logits])])
    const sums = emitter.node('ReduceSum', [each, emitter.constant('int64', [-1])], { keepdims: { int: 0 } })
    const share = emitter.constant(dtype, 1 / (shape[1] as number))
    emitter.node('Mul', [sums, emitter.node('Mul', [weights, share])], {}, outputs)
  },
})

type GradInputs = { logits: Tensor; targets: Tensor; weights: Tensor; cotangent: Tensor }

/** `(σ(logits) − targets) / C · weight · cotangent`. */
export const BinaryCrossEntropyGrad = defineOperator<GradInputs>({
  name: 'BinaryCrossEntropyGrad',
  inputs: ['logits', 'targets', 'weights', 'cotangent'],
  recompute: false,
  infer: ({ logits }) => [logits],
  gradients: { logits: 'forbidden', targets: 'forbidden', weights: 'forbidden', cotangent: 'forbidden' },
  emit: (emitter, { logits, targets, weights, cotangent }, outputs, _, inputs) => {
    const { dtype, shape } = inputs.logits
    const column = emitter.constant('int64', [-1])
    const share = emitter.constant(dtype, 1 / (shape[1] as number))
    const scaled = emitter.node('Mul', [emitter.node('Mul', [weights, cotangent]), share])
    const difference = emitter.node('Sub', [emitter.node('Sigmoid', [logits]), targets])
    emitter.node('Mul', [difference, emitter.node('Unsqueeze', [scaled, column])], {}, outputs)
  },
})

/** Weighted losses [N] of rows of logits [N, C]. */
export const binaryCrossEntropy = (logits: Tensor, targets: Tensor, weights: Tensor): Tensor =>
  BinaryCrossEntropy({ logits, targets, weights }, {})[0]!
