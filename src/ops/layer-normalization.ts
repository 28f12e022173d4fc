import { defineOperator, reduceShape, type Tensor } from '../graph/index.ts'
import { multiply } from './multiply.ts'

/** Normalisation over the last axis (Ba et al., 2016); the statistics are outputs two and three. */
export const LayerNormalization = defineOperator<
  { x: Tensor; scale: Tensor; bias: Tensor },
  { epsilon: number }
>({
  name: 'LayerNormalization',
  inputs: ['x', 'scale', 'bias'],
  recompute: true,
  infer: ({ x }) => {
    const statistics = { dtype: x.dtype, shape: reduceShape(x.shape, [-1], true) }
    return [x, statistics, statistics]
  },
  gradients: {
    x: ({ inputs: { x, scale }, outputs: [, mean, inverseStd], cotangent }) =>
      LayerNormalizationGrad({ x, scale, mean: mean!, inverseStd: inverseStd!, cotangent }, {})[0]!,
    scale: ({ inputs: { x }, outputs: [, mean, inverseStd], cotangent }) =>
      multiply(cotangent, Standardize({ x, mean: mean!, inverseStd: inverseStd! }, {})[0]!),
    bias: ({ cotangent }) => cotangent,
  },
  onnxAttributes: ({ epsilon }) => ({ axis: { int: -1 }, epsilon: { float: epsilon } }),
})

/** `(x − mean) · inverseStd`: what LayerNormalization scales. */
export const Standardize = defineOperator<{ x: Tensor; mean: Tensor; inverseStd: Tensor }>({
  name: 'Standardize',
  inputs: ['x', 'mean', 'inverseStd'],
  recompute: true,
  infer: ({ x }) => [x],
  gradients: { x: 'forbidden', mean: 'forbidden', inverseStd: 'forbidden' },
  emit: (emitter, { x, mean, inverseStd }, outputs) => {
    emitter.node('Mul', [emitter.node('Sub', [x, mean]), inverseStd], {}, outputs)
  },
})

type GradInputs = { x: Tensor; scale: Tensor; mean: Tensor; inverseStd: Tensor; cotangent: Tensor }

/**
 * The cotangent of LayerNormalization's x from its statistics: with n = standardised x and w = cotangent · scale,
 * inverseStd · (w − mean(w) − n · mean(w · n)).
 */
export const LayerNormalizationGrad = defineOperator<GradInputs>({
  name: 'LayerNormalizationGrad',
  inputs: ['x', 'scale', 'mean', 'inverseStd', 'cotangent'],
  recompute: false,
  infer: ({ x }) => [x],
  gradients: {
    x: 'forbidden',
    scale: 'forbidden',
    mean: 'forbidden',
    inverseStd: 'forbidden',
    cotangent: 'forbidden',
  },
  emit: (emitter, { x, scale, mean, inverseStd, cotangent }, outputs, _, { x: { dtype, shape } }) => {
    const width = shape.at(-1) as number
    const normal = emitter.node('Mul', [emitter.node('Sub', [x, mean]), inverseStd])
    const weighted = emitter.node('Mul', [cotangent, scale])
    // Row means as products with a column of 1/width: one pass each, no reduction kernel.
    const column = emitter.constant(dtype, new Array(width).fill(1 / width), [width, 1])
    const meanWeighted = emitter.node('MatMul', [weighted, column])
    const meanProduct = emitter.node('MatMul', [emitter.node('Mul', [weighted, normal]), column])
    const centred = emitter.node('Sub', [weighted, emitter.node('Mul', [normal, meanProduct])])
    emitter.node('Mul', [emitter.node('Sub', [centred, meanWeighted]), inverseStd], {}, outputs)
  },
})

/** LayerNorm over the last axis with scale and bias of that width. */
export const layerNormalization = (x: Tensor, scale: Tensor, bias: Tensor, epsilon: number): Tensor =>
  LayerNormalization({ x, scale, bias }, { epsilon })[0]!
