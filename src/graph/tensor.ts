import type { DType } from '../base/dtypes.ts'
import type { Dim } from '../onnx/index.ts'
import type { Graph, GraphNode } from './graph.ts'

export type { Dim } from '../onnx/index.ts'
export type Shape = readonly Dim[]

/** What is known of a tensor before the graph runs. */
export interface TensorType {
  readonly dtype: DType
  readonly shape: Shape
}

/** A value of a graph: an input, a constant, or an output of a node. It holds no numbers. */
export class Tensor implements TensorType {
  readonly graph: Graph
  /** Position in the order of creation, which is a topological order. */
  readonly id: number
  readonly name: string
  readonly dtype: DType
  readonly shape: Shape
  readonly node: GraphNode | undefined

  constructor(graph: Graph, id: number, name: string, type: TensorType, node?: GraphNode) {
    this.graph = graph
    this.id = id
    this.name = name
    this.dtype = type.dtype
    this.shape = type.shape
    this.node = node
  }
}
