import { defineOperator, reduceShape, type Tensor } from '../graph/index.ts'
import { expandLike } from './expand-like.ts'
import { reshape } from './reshape.ts'

export const ReduceSum = defineOperator<{ x: Tensor }, { axes: readonly number[]; keepDims: boolean }>({
  name: 'ReduceSum',
  inputs: ['x'],
  recompute: true,
  infer: ({ x }, { axes, keepDims }) => [{ dtype: x.dtype, shape: reduceShape(x.shape, axes, keepDims) }],
  gradients: {
    x: ({ inputs: { x }, attributes: { axes, keepDims }, cotangent }) =>
      expandLike(keepDims ? cotangent : reshape(cotangent, reduceShape(x.shape, axes, true)), x),
  },
  emit: (emitter, { x }, outputs, { axes, keepDims }) => {
    emitter.node(
      'ReduceSum',
      [x, emitter.constant('int64', axes)],
      { keepdims: { int: Number(keepDims) } },
      outputs,
    )
  },
})

/** Sum over axes; they stay as 1 if `keepDims`. */
export const reduceSum = (x: Tensor, axes: readonly number[], keepDims = false): Tensor =>
  ReduceSum({ x }, { axes, keepDims })[0]!
