import { type CotangentAlgebra, type Graph, reverse, type Tensor } from '../graph/index.ts'
import { add } from './add.ts'
import { Gemm, gemm } from './gemm.ts'
import { reduceSum } from './reduce-sum.ts'

const algebra: CotangentAlgebra = {
  /** A matrix product takes the earlier cotangent as its C and adds in the same pass. */
  add: (before, next) => {
    const product = next.node
    if (product?.operator !== Gemm.operator || product.inputs.c) return add(before, next)
    const { a, b } = product.inputs
    return gemm(a!, b!, before, product.attributes.transA as boolean, product.attributes.transB as boolean)
  },
  unbroadcast: (cotangent, like) => {
    const leading = cotangent.shape.length - like.shape.length
    const outer = Array.from({ length: leading }, (_, axis) => axis)
    const summed = leading > 0 ? reduceSum(cotangent, outer) : cotangent
    const inner = like.shape.flatMap((dim, axis) => (dim === 1 && summed.shape[axis] !== 1 ? [axis] : []))
    return inner.length > 0 ? reduceSum(summed, inner, true) : summed
  },
}

/** The cotangents of `wrt` from the cotangents of the outputs. @see reverse */
export const gradients = (
  graph: Graph,
  seeds: ReadonlyMap<Tensor, Tensor>,
  wrt: readonly Tensor[],
): Map<Tensor, Tensor> => reverse(graph, seeds, wrt, algebra)
