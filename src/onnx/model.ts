import type { DType } from '../base/dtypes.ts'

/** A dimension: a number, or the name of one that is known when the graph runs. */
export type Dim = number | string

/** An attribute of a node: int, float, text, a list of ints, or the body of a control-flow node. */
export type AttributeValue =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly graph: OnnxGraph }

/** One operator call. An empty input name leaves an optional input out. */
export interface OnnxNode {
  readonly opType: string
  /** '' for the standard operators, 'com.microsoft' for ONNX Runtime's own. */
  readonly domain: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, AttributeValue>>
}

/** A named input or output of a graph. */
export interface OnnxValue {
  readonly name: string
  readonly dtype: DType
  /** Left out where ONNX Runtime is to infer it. */
  readonly shape?: readonly Dim[]
  /** A sequence of such tensors instead of one tensor. */
  readonly sequence?: boolean
}

/** A constant inside the graph; `bytes` are little-endian elements in row-major order. */
export interface OnnxInitializer {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

/** A graph ready to be written as an ONNX file: nodes in topological order. */
export interface OnnxGraph {
  readonly name: string
  readonly nodes: readonly OnnxNode[]
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  readonly initializers: readonly OnnxInitializer[]
}
