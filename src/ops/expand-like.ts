import {
  broadcastShapes,
  defineOperator,
  sameShape,
  shapeError,
  showShape,
  type Tensor,
} from '../graph/index.ts'

export const ExpandLike = defineOperator<{ x: Tensor; like: Tensor }>({
  name: 'ExpandLike',
  inputs: ['x', 'like'],
  recompute: true,
  infer: ({ x, like }) => {
    if (!sameShape(broadcastShapes('ExpandLike', x.shape, like.shape), like.shape)) {
      throw shapeError('ExpandLike', `${showShape(x.shape)} does not broadcast to ${showShape(like.shape)}`)
    }
    return [{ dtype: x.dtype, shape: like.shape }]
  },
  gradients: {
    x: ({ cotangent }) => cotangent,
    // Only the shape of `like` is read.
    like: 'none',
  },
  emit: (emitter, { x, like }, outputs) => {
    emitter.node('Expand', [x, emitter.node('Shape', [like])], {}, outputs)
  },
})

/** `x` broadcast to the shape of `like`. */
export const expandLike = (x: Tensor, like: Tensor): Tensor => ExpandLike({ x, like }, {})[0]!
