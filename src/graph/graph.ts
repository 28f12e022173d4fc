import type { DType } from '../base/dtypes.ts'
import type { Attributes, Inputs, Operator } from './operator.ts'
import { type Shape, Tensor, type TensorType } from './tensor.ts'

/** One application of an operator. */
export interface GraphNode {
  readonly operator: Operator
  readonly inputs: Inputs
  readonly attributes: Attributes
  readonly outputs: readonly Tensor[]
}

/** The numbers of a constant; int64 and bool are written from plain numbers. */
export interface ConstantData {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/**
 * A computation on symbolic tensors. Equal nodes (same operator, inputs and attributes) are one node, and equal
 * constants one constant, so expressions may be written where they are needed.
 */
export class Graph {
  readonly nodes: GraphNode[] = []
  readonly constants = new Map<Tensor, ConstantData>()
  readonly inputs = new Set<Tensor>()
  #tensors = 0
  #merged = new Map<string, GraphNode>()
  #mergedConstants = new Map<string, Tensor>()

  /** Declares an input that a run feeds. */
  input(name: string, dtype: DType, shape: Shape): Tensor {
    const tensor = this.#tensor(name, { dtype, shape })
    this.inputs.add(tensor)
    return tensor
  }

  /** A constant; a scalar where `shape` is empty. */
  constant(dtype: DType, values: number | readonly number[], shape?: readonly number[]): Tensor {
    const list = typeof values === 'number' ? [values] : values
    const dims = shape ?? (typeof values === 'number' ? [] : [list.length])
    const key = `${dtype}:${dims}:${list}`
    const merged = this.#mergedConstants.get(key)
    if (merged) return merged
    const tensor = this.#tensor(`constant_${this.#tensors}`, { dtype, shape: dims })
    this.constants.set(tensor, { shape: dims, values: list })
    this.#mergedConstants.set(key, tensor)
    return tensor
  }

  /** Applies an operator, or finds the node where the same was applied before. */
  apply(operator: Operator, inputs: Inputs, attributes: Attributes): readonly Tensor[] {
    // Ids count within a graph: a stranger's could stand for another tensor here.
    if (Object.values(inputs).some((input) => input && input.graph !== this))
      throw new TypeError(`${operator.name}: an input belongs to another graph`)
    const key = `${operator.name}|${operator.inputs.map((name) => inputs[name]?.id ?? '')}|${JSON.stringify(attributes)}`
    const merged = this.#merged.get(key)
    if (merged) return merged.outputs
    const types = operator.infer(inputs as Parameters<Operator['infer']>[0], attributes)
    const outputs: Tensor[] = []
    const node: GraphNode = { operator, inputs, attributes, outputs }
    for (const type of types) outputs.push(this.#tensor(`${operator.name}_${this.#tensors}`, type, node))
    this.nodes.push(node)
    this.#merged.set(key, node)
    return outputs
  }

  #tensor(name: string, type: TensorType, node?: GraphNode): Tensor {
    return new Tensor(this, this.#tensors++, name, type, node)
  }
}

/** The tensors that a node reads, absent optional inputs left out. */
export function operandsOf(node: GraphNode): Tensor[] {
  return node.operator.inputs.map((name) => node.inputs[name]).filter((input) => input !== undefined)
}
