import { defineErrors } from '../base/errors.ts'
import { type Graph, operandsOf } from './graph.ts'
import { sameShape, shapeError, showShape } from './shapes.ts'
import type { Tensor } from './tensor.ts'

const fail = defineErrors({
  E_GRAPH_SECOND_OUTPUT: {
    zh: { what: '{operator} 只能对第一个输出求导', fix: '不要让损失经过它的其他输出' },
    en: {
      what: '{operator} is differentiated by its first output only',
      fix: 'keep the loss off its other outputs',
    },
  },
  E_GRAPH_NOT_DIFFERENTIABLE: {
    zh: { what: '{operator} 不能对输入 {input} 求导', fix: '不要让需要训练的量经过这个输入' },
    en: {
      what: '{operator} has no derivative by its input {input}',
      fix: 'keep trained values off this input',
    },
  },
})

/** The two operations that reverse mode itself needs; operators stand on a floor above. */
export interface CotangentAlgebra {
  add(a: Tensor, b: Tensor): Tensor
  /** Sums a cotangent over the axes along which `like` was broadcast. */
  unbroadcast(cotangent: Tensor, like: Tensor): Tensor
}

/**
 * Reverse-mode differentiation: extends the graph by the cotangents of `wrt`.
 *
 * It walks the nodes that lie between `wrt` and the seeds backwards once, applies the gradient rule of each
 * input on the way, and nowhere else: what does not lead to a wanted tensor costs nothing.
 *
 * @param seeds the outputs with their cotangents
 * @returns the cotangent of each `wrt` tensor that the seeds depend on
 */
export function reverse(
  graph: Graph,
  seeds: ReadonlyMap<Tensor, Tensor>,
  wrt: readonly Tensor[],
  algebra: CotangentAlgebra,
): Map<Tensor, Tensor> {
  const nodes = [...graph.nodes]
  const varying = new Set<Tensor>(wrt)
  for (const node of nodes) {
    if (operandsOf(node).some((input) => varying.has(input)))
      for (const output of node.outputs) varying.add(output)
  }

  const cotangents = new Map(seeds)
  for (const node of nodes.reverse()) {
    const [output, ...others] = node.outputs
    if (others.some((other) => cotangents.has(other))) {
      throw fail('E_GRAPH_SECOND_OUTPUT', { operator: node.operator.name })
    }
    const cotangent = output && cotangents.get(output)
    if (!cotangent || !varying.has(output)) continue
    for (const name of node.operator.inputs) {
      const input = node.inputs[name]
      if (!input || !varying.has(input)) continue
      const rule = node.operator.gradients[name]!
      if (rule === 'none') continue
      if (rule === 'forbidden')
        throw fail('E_GRAPH_NOT_DIFFERENTIABLE', { operator: node.operator.name, input: name })
      const raw = rule({ inputs: node.inputs, attributes: node.attributes, outputs: node.outputs, cotangent })
      const gradient = sameShape(raw.shape, input.shape) ? raw : algebra.unbroadcast(raw, input)
      if (!sameShape(gradient.shape, input.shape)) {
        const detail = `gradient of ${name} is ${showShape(gradient.shape)}, the input ${showShape(input.shape)}`
        throw shapeError(node.operator.name, detail)
      }
      const before = cotangents.get(input)
      cotangents.set(input, before ? algebra.add(before, gradient) : gradient)
    }
  }
  return new Map(
    wrt.flatMap((tensor) => (cotangents.has(tensor) ? [[tensor, cotangents.get(tensor)!] as const] : [])),
  )
}
