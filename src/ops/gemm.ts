import {
  broadcastShapes,
  type Dim,
  defineOperator,
  sameShape,
  shapeError,
  showShape,
  type Tensor,
} from '../graph/index.ts'

type Attributes = { transA: boolean; transB: boolean }

export const Gemm = defineOperator<{ a: Tensor; b: Tensor; c: Tensor | undefined }, Attributes>({
  name: 'Gemm',
  inputs: ['a', 'b', 'c'],
  recompute: false,
  infer: ({ a, b, c }, { transA, transB }) => {
    const [rows, innerA] = orient(a.shape, transA)
    const [innerB, columns] = orient(b.shape, transB)
    if (innerA !== innerB) throw shapeError('Gemm', `inner dimensions ${innerA} and ${innerB}`)
    const shape = [rows!, columns!]
    if (c && !sameShape(broadcastShapes('Gemm', c.shape, shape), shape)) {
      throw shapeError('Gemm', `C ${showShape(c.shape)} does not broadcast to ${showShape(shape)}`)
    }
    return [{ dtype: a.dtype, shape }]
  },
  gradients: {
    a: ({ inputs: { b }, attributes: { transA, transB }, cotangent: y }) =>
      transA ? gemm(b, y, undefined, transB, true) : gemm(y, b, undefined, false, !transB),
    b: ({ inputs: { a }, attributes: { transA, transB }, cotangent: y }) =>
      transB ? gemm(y, a, undefined, true, transA) : gemm(a, y, undefined, !transA, false),
    c: ({ cotangent }) => cotangent,
  },
  onnxAttributes: ({ transA, transB }) => ({
    ...(transA && { transA: { int: 1 } }),
    ...(transB && { transB: { int: 1 } }),
  }),
})

/** `op(a) · op(b) + c` for matrices, where op transposes if told to; `c` is broadcast. */
export const gemm = (a: Tensor, b: Tensor, c?: Tensor, transA = false, transB = false): Tensor =>
  Gemm({ a, b, c }, { transA, transB })[0]!

function orient(shape: readonly Dim[], transposed: boolean): readonly Dim[] {
  if (shape.length !== 2) throw shapeError('Gemm', `${showShape(shape)} is not a matrix`)
  return transposed ? [shape[1]!, shape[0]!] : shape
}
