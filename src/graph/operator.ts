import type { AttributeValue } from '../onnx/index.ts'
import type { Emitter } from './emitter.ts'
import { Tensor, type TensorType } from './tensor.ts'

/** Where a graph runs. An operator may emit other nodes on a device that lacks its own. */
export type DeviceName = 'cpu' | 'webgpu'

/** Named inputs of an operator; an absent one is an optional input left out. */
export type Inputs = Readonly<Record<string, Tensor | undefined>>
export type Attributes = Readonly<Record<string, number | boolean | string | readonly number[]>>

/** What a gradient rule sees: the node's inputs, outputs and attributes, and the outputs' cotangents. */
export interface VjpContext<I, A> {
  readonly inputs: I
  readonly attributes: A
  readonly outputs: readonly Tensor[]
  /** The cotangent of the first output. */
  readonly cotangent: Tensor
}

/**
 * The vector–Jacobian product for one input: a tensor of the input's shape, or of the output's where the input
 * was broadcast (the reverse walk sums it back). Rules may build the same expression twice: the graph merges
 * equal nodes, so shared work costs nothing.
 */
export type GradientRule<I, A> = (context: VjpContext<I, A>) => Tensor

/**
 * - `none`: the input is made of integers or booleans, nothing can flow.
 * - `forbidden`: differentiating by this input is a mistake, reported when it is tried.
 */
export type Gradient<I, A> = GradientRule<I, A> | 'none' | 'forbidden'

/** One ONNX operator, or a small group of nodes that acts as one. */
export interface Operator<I = Inputs, A = Attributes> {
  /** The ONNX name; for a group of nodes a name in the same style. */
  readonly name: string
  /** Input names in ONNX's order. */
  readonly inputs: readonly (keyof I & string)[]
  /**
   * Whether the backward pass computes it again from its inputs rather than keep its outputs from the forward
   * pass: right for copies and elementwise work, wrong for matrix products.
   */
  readonly recompute: boolean
  /** The shape rule: types of the outputs. Throws E_GRAPH_SHAPE on a mismatch. */
  infer(inputs: { readonly [K in keyof I]: TensorType & I[K] }, attributes: A): readonly TensorType[]
  /** Every input has its rule: leaving one out does not compile. */
  readonly gradients: { readonly [K in keyof I]-?: Gradient<I, A> }
  /** The nodes on each device; where absent, one node of this name with the attributes of `onnxAttributes`. */
  readonly emit?: (
    emitter: Emitter,
    names: { readonly [K in keyof I]: string },
    outputs: readonly string[],
    attributes: A,
    inputs: I,
  ) => void
  readonly domain?: string
  onnxAttributes?(attributes: A): Readonly<Record<string, AttributeValue>>
}

/** Makes the function that applies an operator to tensors of one graph. */
export function defineOperator<
  I extends { readonly [K in keyof I]: Tensor | undefined },
  A extends Attributes = Record<never, never>,
>(
  operator: Operator<I, A>,
): ((inputs: I, attributes: A) => readonly Tensor[]) & { readonly operator: Operator } {
  const erased = operator as unknown as Operator
  const apply = (inputs: I, attributes: A) => {
    const first = Object.values(inputs).find((input) => input instanceof Tensor) as Tensor
    return first.graph.apply(erased, inputs as unknown as Inputs, attributes)
  }
  return Object.assign(apply, { operator: erased })
}
