import { DTYPES, type DType } from '../base/dtypes.ts'
import type { OnnxGraph, OnnxValue } from '../onnx/index.ts'
import { checkGraph } from '../onnx/index.ts'
import { nodesBetween } from './cut.ts'
import { Emitter } from './emitter.ts'
import type { DeviceName } from './operator.ts'
import type { Tensor } from './tensor.ts'

/** A graph's inputs and outputs under the names that a run uses. */
export interface Boundary {
  readonly inputs: ReadonlyMap<string, Tensor>
  readonly outputs: ReadonlyMap<string, Tensor>
  /** Names under which a float32 tensor passes the boundary as float16; inside, the graph stays float32. */
  readonly halves?: ReadonlySet<string>
}

/** The largest finite number of half precision. */
const HALF_LIMIT = 65504

/**
 * Writes the part of a graph that lies between two sets of tensors as ONNX nodes for one device. Inputs that
 * nothing reads are left out. An output that is itself an input or a constant, or stands twice, is copied. A value
 * that leaves as a half is held within what halves can say (±65504), so that it never turns infinite.
 *
 * @throws E_ONNX_INVALID if the outputs need a tensor that is neither given nor computable
 */
export function lower(name: string, boundary: Boundary, device: DeviceName): OnnxGraph {
  const emitter = new Emitter(device)
  const isHalf = (key: string) => boundary.halves?.has(key) ?? false
  const given = new Map([...boundary.inputs].map(([key, tensor]) => [tensor, key]))
  const named = new Map<Tensor, string>([...given].filter(([, key]) => !isHalf(key)))
  const narrowed = new Map<Tensor, string>()
  for (const [key, tensor] of boundary.outputs) {
    if (isHalf(key)) narrowed.set(tensor, key)
    else if (!named.has(tensor)) named.set(tensor, key)
  }

  const used = new Set<Tensor>()
  const nameOf = (tensor: Tensor | undefined): string => {
    if (!tensor) return ''
    used.add(tensor)
    const constant = tensor.graph.constants.get(tensor)
    if (constant) return emitter.constant(tensor.dtype, constant.values, constant.shape)
    // Widened where it is first read, not before: what is wide takes memory.
    if (given.has(tensor) && !named.has(tensor))
      named.set(tensor, cast(emitter, given.get(tensor)!, 'float32'))
    return named.get(tensor) ?? tensor.name
  }

  for (const node of nodesBetween(new Set(given.keys()), [...boundary.outputs.values()])) {
    const { operator, inputs, attributes } = node
    const names = Object.fromEntries(operator.inputs.map((key) => [key, nameOf(inputs[key])]))
    const outputs = node.outputs.map((output) => named.get(output) ?? output.name)
    if (operator.emit) operator.emit(emitter, names, outputs, attributes, inputs)
    else {
      const list = operator.inputs.map((key) => names[key]!)
      while (list.at(-1) === '') list.pop()
      const add = operator.domain ? emitter.contrib : emitter.node
      add.call(emitter, operator.name, list, operator.onnxAttributes?.(attributes), outputs)
    }
    for (const output of node.outputs) {
      const key = narrowed.get(output)
      if (key) narrow(emitter, nameOf(output), key)
    }
  }

  const outputs: OnnxValue[] = []
  for (const [key, tensor] of boundary.outputs) {
    if (!isHalf(key) && (named.get(tensor) !== key || tensor.graph.constants.has(tensor)))
      emitter.node('Identity', [nameOf(tensor)], {}, [key])
    outputs.push({ name: key, dtype: isHalf(key) ? 'float16' : tensor.dtype })
  }
  const inputs = [...boundary.inputs]
    .filter(([, tensor]) => used.has(tensor))
    .map(([key, { dtype, shape }]) => ({
      name: key,
      dtype: isHalf(key) ? ('float16' as const) : dtype,
      shape,
    }))
  const graph = { name, nodes: emitter.nodes, inputs, outputs, initializers: emitter.initializers }
  checkGraph(graph)
  return graph
}

const cast = (emitter: Emitter, name: string, dtype: DType, outputs?: readonly string[]): string =>
  emitter.node('Cast', [name], { to: { int: DTYPES[dtype].onnx } }, outputs)

function narrow(emitter: Emitter, name: string, key: string): void {
  const limits = [-HALF_LIMIT, HALF_LIMIT].map((limit) => emitter.constant('float32', limit))
  cast(emitter, emitter.node('Clip', [name, ...limits]), 'float16', [key])
}
