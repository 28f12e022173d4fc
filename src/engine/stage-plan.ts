import { DTYPES, sizeOf } from '../base/dtypes.ts'
import {
  type Boundary,
  chooseSaved,
  type Dim,
  type Graph,
  nodesBetween,
  type Tensor,
} from '../graph/index.ts'
import { stepBytes } from './memory.ts'

/** The values of the named dimensions in one run. */
export type Dimensions = Readonly<Record<string, number>>

/** One differentiable piece of a model, drawn on symbolic tensors. */
export interface StageGraph {
  readonly graph: Graph
  /** The activation that comes in; a first stage has none. */
  readonly x?: Tensor
  /** Parameters by their name within the stage. */
  readonly parameters: ReadonlyMap<string, Tensor>
  /** Everything else that is fed: indices, masks. */
  readonly auxiliary: ReadonlyMap<string, Tensor>
  readonly y: Tensor
  /** What backward gives, by name. */
  readonly wanted: ReadonlyMap<string, Tensor>
}

/** What of the forward pass waits for the backward pass, and how. */
export interface TapeOptions {
  /** Compute the whole forward pass again in the backward pass rather than keep anything of it. */
  readonly recompute?: boolean
  /** The type in which values wait; y and all gradients are float32 in any case. */
  readonly activations?: 'float32' | 'float16'
}

/** The differentiator: ops stand on the floor of the engine, so it is handed in. */
export type Differentiate = (
  graph: Graph,
  seeds: ReadonlyMap<Tensor, Tensor>,
  wrt: readonly Tensor[],
) => Map<Tensor, Tensor>

/** A stage cut in two, before anything is compiled. */
export interface StagePlan {
  readonly y: Tensor
  /** What the tape holds beside y, by the name under which both graphs know it. */
  readonly saved: ReadonlyMap<string, Tensor>
  readonly halves: ReadonlySet<string>
  /** The cotangents that backward gives, by the names of `wanted`. */
  readonly gradients: ReadonlyMap<string, Tensor>
  readonly forward: Boundary
  readonly backward: Boundary
}

/** Differentiates a stage and cuts it into a forward and a backward graph. */
export function planStage(stage: StageGraph, differentiate: Differentiate, options: TapeOptions): StagePlan {
  const given = givenOf(stage)
  const forwardNodes = nodesBetween(new Set(given.values()), [stage.y])
  const dy = stage.graph.input('dy', stage.y.dtype, stage.y.shape)
  const cotangents = differentiate(stage.graph, new Map([[stage.y, dy]]), [...stage.wanted.values()])
  const gradients = new Map<string, Tensor>()
  for (const [key, tensor] of stage.wanted) {
    const cotangent = cotangents.get(tensor)
    if (cotangent) gradients.set(key, cotangent)
  }
  const kept = chooseSaved(new Set(given.values()), forwardNodes, [...gradients.values()], options.recompute)
  const saved = new Map(kept.map((tensor, i) => [`saved.${i}`, tensor]))
  const halves = new Set(
    options.activations === 'float16'
      ? [...saved].filter(([, { dtype }]) => dtype === 'float32').map(([key]) => key)
      : [],
  )
  return {
    y: stage.y,
    saved,
    halves,
    gradients,
    forward: { inputs: given, outputs: new Map([['y', stage.y], ...saved]), halves },
    backward: {
      inputs: new Map([...given, ...saved, ['dy', dy]]),
      outputs: prefixed('d.', gradients),
      halves,
    },
  }
}

/** Bytes of step buffers that the tape of one application takes, y included: an exact forecast. */
export function tapeBytes({ y, saved, halves }: StagePlan, dimensions: Dimensions): number {
  let bytes = tensorBytes(y, dimensions)
  for (const [key, tensor] of saved) bytes += tensorBytes(tensor, dimensions, halves.has(key) ? 2 : 4)
  return bytes
}

/** Bytes of step buffers that one tensor takes. */
export function tensorBytes(
  tensor: Tensor,
  dimensions: Dimensions,
  width: number = DTYPES[tensor.dtype].bytes,
): number {
  return stepBytes(sizeOf(shapeIn(tensor, dimensions)) * width)
}

/** The shape of a tensor in a run. A dimension without a value is a mistake of the program. */
export function shapeIn({ shape }: Tensor, dimensions: Dimensions): number[] {
  return shape.map((dim) => resolve(dim, dimensions))
}

export function givenOf(stage: StageGraph): Map<string, Tensor> {
  return new Map([...(stage.x ? [['x', stage.x] as const] : []), ...stage.parameters, ...stage.auxiliary])
}

export function prefixed<T>(prefix: string, map: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...map].map(([key, value]) => [prefix + key, value]))
}

function resolve(dim: Dim, dimensions: Dimensions): number {
  const value = typeof dim === 'number' ? dim : dimensions[dim]
  if (value === undefined) throw new RangeError(`dimension ${dim} has no value`)
  return value
}
