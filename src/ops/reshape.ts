import { defineOperator, type Shape, shapeError, showShape, type Tensor } from '../graph/index.ts'

/**
 * ONNX's Reshape to a shape with at most one named dimension that the input does not have in the same place:
 * that one is left to ONNX Runtime to infer.
 */
export const Reshape = defineOperator<{ x: Tensor }, { shape: readonly number[]; names: string }>({
  name: 'Reshape',
  inputs: ['x'],
  recompute: true,
  infer: ({ x }, { names }) => [{ dtype: x.dtype, shape: JSON.parse(names) as Shape }],
  gradients: {
    x: ({ inputs: { x }, cotangent }) =>
      openDims(cotangent.shape, x.shape) > 1 ? reshapeLike(cotangent, x) : reshape(cotangent, x.shape),
  },
  emit: (emitter, { x }, outputs, { shape }) => {
    emitter.node('Reshape', [x, emitter.constant('int64', shape)], {}, outputs)
  },
})

/** Reshape to the shape of `like`, for shapes with several named dimensions. */
export const ReshapeLike = defineOperator<{ x: Tensor; like: Tensor }>({
  name: 'ReshapeLike',
  inputs: ['x', 'like'],
  recompute: true,
  infer: ({ x, like }) => [{ dtype: x.dtype, shape: like.shape }],
  gradients: {
    x: ({ inputs: { x }, cotangent }) => reshapeLike(cotangent, x),
    // Only the shape of `like` is read.
    like: 'none',
  },
  emit: (emitter, { x, like }, outputs) => {
    emitter.node('Reshape', [x, emitter.node('Shape', [like])], {}, outputs)
  },
})

/** The elements of `x` in the shape of `like`. */
export const reshapeLike = (x: Tensor, like: Tensor): Tensor => ReshapeLike({ x, like }, {})[0]!

/** How many dimensions of a shape ONNX Runtime would have to infer. */
const openDims = (from: Shape, to: Shape): number =>
  to.filter((dim, axis) => typeof dim === 'string' && from[axis] !== dim).length

/**
 * The same elements in another shape.
 *
 * @throws E_GRAPH_SHAPE if the sizes cannot be equal, or more than one dimension would have to be inferred
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const wanted = shape.map((dim, axis) => (typeof dim === 'number' ? dim : x.shape[axis] === dim ? 0 : -1))
  if (openDims(x.shape, shape) > 1) {
    throw shapeError('Reshape', `${showShape(x.shape)} to ${showShape(shape)} leaves two dimensions open`)
  }
  const known = (dims: Shape) =>
    dims.reduce<number>((size, dim) => (typeof dim === 'number' ? size * dim : size), 1)
  const names = (dims: Shape) =>
    dims
      .filter((dim) => typeof dim === 'string')
      .sort()
      .join()
  if (names(x.shape) === names(shape) && known(x.shape) !== known(shape)) {
    throw shapeError('Reshape', `${showShape(x.shape)} to ${showShape(shape)}`)
  }
  return Reshape({ x }, { shape: wanted, names: JSON.stringify(shape) })[0]!
}
