import { type DType, sizeOf } from '../base/dtypes.ts'
import type { Graph, Shape, Tensor } from '../graph/index.ts'

/** How a parameter starts when no checkpoint gives it. */
export type Initial = 'normal' | 'zeros' | 'ones'

export interface ParameterDeclaration {
  readonly name: string
  readonly shape: readonly number[]
  readonly initial: Initial
  /** The parameter of the graph that this one is a part of, and where it starts there. */
  readonly part?: { readonly of: string; readonly offset: number; readonly shape: readonly number[] }
}

interface Declared {
  readonly parameters: Map<string, Tensor>
  readonly declarations: ParameterDeclaration[]
  readonly auxiliary: Map<string, Tensor>
}

/**
 * Where layers declare what they need. A scope carries a prefix, so that parameter names mirror a checkpoint's:
 * one walk over the layers gives the graph and the list of parameters to create or load.
 */
export class Scope {
  readonly graph: Graph
  readonly #prefix: string
  readonly #declared: Declared

  constructor(graph: Graph, prefix = '', declared?: Declared) {
    this.graph = graph
    this.#prefix = prefix
    this.#declared = declared ?? { parameters: new Map(), declarations: [], auxiliary: new Map() }
  }

  /** A scope below this one: `scope.child('attention.self')`. */
  child(name: string): Scope {
    return new Scope(this.graph, `${this.#prefix}${name}.`, this.#declared)
  }

  /** Declares a parameter of this scope. */
  parameter(name: string, shape: readonly number[], initial: Initial = 'normal'): Tensor {
    const full = this.#prefix + name
    const tensor = this.graph.input(full, 'float32', shape)
    this.#declared.parameters.set(full, tensor)
    this.#declared.declarations.push({ name: full, shape, initial })
    return tensor
  }

  /**
   * Declares several parameters of a checkpoint that the graph sees as one, stacked along the first axis: one
   * matrix product instead of three. They lie side by side in memory, so nothing is copied.
   *
   * @param parts names below this scope, each of `shape`
   */
  stacked(parts: readonly string[], shape: readonly number[], initial: Initial = 'normal'): Tensor {
    const of = `${this.#prefix}${parts.join('+')}`
    const whole = [shape[0]! * parts.length, ...shape.slice(1)]
    const tensor = this.graph.input(of, 'float32', whole)
    this.#declared.parameters.set(of, tensor)
    for (const [i, name] of parts.entries()) {
      const part = { of, offset: i * sizeOf(shape), shape: whole }
      this.#declared.declarations.push({ name: this.#prefix + name, shape, initial, part })
    }
    return tensor
  }

  /** Declares something that is fed with each batch; its name has no prefix, asking twice gives the same. */
  feed(name: string, dtype: DType, shape: Shape): Tensor {
    const known = this.#declared.auxiliary.get(name)
    if (known) return known
    const tensor = this.graph.input(name, dtype, shape)
    this.#declared.auxiliary.set(name, tensor)
    return tensor
  }

  get parameters(): ReadonlyMap<string, Tensor> {
    return this.#declared.parameters
  }

  get declarations(): readonly ParameterDeclaration[] {
    return this.#declared.declarations
  }

  get auxiliary(): ReadonlyMap<string, Tensor> {
    return this.#declared.auxiliary
  }
}

/** The same declaration under a prefix. */
export function prefixDeclaration(
  prefix: string,
  { name, part, ...rest }: ParameterDeclaration,
): ParameterDeclaration {
  return { ...rest, name: prefix + name, ...(part && { part: { ...part, of: prefix + part.of } }) }
}
