import { type GraphNode, operandsOf } from './graph.ts'
import type { Tensor } from './tensor.ts'

/**
 * The nodes that compute `outputs` from `given`, in order. Constants need not be given.
 */
export function nodesBetween(given: ReadonlySet<Tensor>, outputs: readonly Tensor[]): GraphNode[] {
  const nodes = new Map<GraphNode, number>()
  const pending = [...outputs]
  while (pending.length > 0) {
    const tensor = pending.pop()!
    const node = given.has(tensor) ? undefined : tensor.node
    if (!node || nodes.has(node)) continue
    nodes.set(node, node.outputs[0]!.id)
    pending.push(...operandsOf(node))
  }
  return [...nodes.entries()].sort((a, b) => a[1] - b[1]).map(([node]) => node)
}

/**
 * Chooses which values of the forward pass are kept for the backward pass. From each value that the backward
 * nodes read, it goes back through operators that are cheap to compute again until it meets a value that is
 * given anyway or that is worth keeping.
 *
 * @param given inputs of the forward graph: available to both passes
 * @param forward the nodes of the forward pass
 * @param backward the tensors that the backward pass must produce
 * @param keepNothing true recomputes the whole forward pass (gradient checkpointing)
 */
export function chooseSaved(
  given: ReadonlySet<Tensor>,
  forward: readonly GraphNode[],
  backward: readonly Tensor[],
  keepNothing = false,
): Tensor[] {
  if (keepNothing) return []
  const isForward = new Set(forward)
  const saved = new Set<Tensor>()
  const seen = new Set<Tensor>()
  const pending = [...backward]
  while (pending.length > 0) {
    const tensor = pending.pop()!
    if (seen.has(tensor) || given.has(tensor) || !tensor.node) continue
    seen.add(tensor)
    if (isForward.has(tensor.node) && !tensor.node.operator.recompute) saved.add(tensor)
    else pending.push(...operandsOf(tensor.node))
  }
  return [...saved].sort((a, b) => a.id - b.id)
}
