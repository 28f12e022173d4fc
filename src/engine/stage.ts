import {
  chooseSaved,
  type DeviceName,
  type Dim,
  type Graph,
  lower,
  nodesBetween,
  type Tensor,
} from '../graph/index.ts'
import type { StepBuffers } from './memory.ts'
import { type EngineOptions, type Feeds, floatTensor, type OrtTensor, Session } from './session.ts'

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
  /** What backward gives, by name; `dx` and the parameters' cotangents where it is left out. */
  readonly wanted: ReadonlyMap<string, Tensor>
}

export interface StageOptions extends EngineOptions {
  /** Compute the whole forward pass again in the backward pass rather than keep anything of it. */
  readonly recompute?: boolean
}

/** The differentiator: ops stand on the floor of the engine, so it is handed in. */
export type Differentiate = (
  graph: Graph,
  seeds: ReadonlyMap<Tensor, Tensor>,
  wrt: readonly Tensor[],
) => Map<Tensor, Tensor>

/** What the forward pass of one application leaves for its backward pass. */
export interface Tape {
  readonly x: OrtTensor | undefined
  readonly y: OrtTensor
  readonly saved: Feeds
}

/**
 * A stage compiled to two or three sessions, cut from one differentiated graph: forward, forward that keeps what
 * backward needs, and backward. One stage serves every layer of its shape, with other parameters each time.
 */
export class Stage {
  readonly name: string
  readonly #stage: StageGraph
  readonly #saved: ReadonlyMap<string, Tensor>
  readonly #sessions: { forward: Session; keeping?: Session; backward?: Session }
  readonly #gradients: ReadonlyMap<string, Tensor>

  private constructor(
    name: string,
    stage: StageGraph,
    saved: ReadonlyMap<string, Tensor>,
    gradients: ReadonlyMap<string, Tensor>,
    sessions: { forward: Session; keeping?: Session; backward?: Session },
  ) {
    this.name = name
    this.#stage = stage
    this.#saved = saved
    this.#gradients = gradients
    this.#sessions = sessions
  }

  /** Compiles the forward graph alone. */
  static async forInference(name: string, stage: StageGraph, options: StageOptions): Promise<Stage> {
    const forward = await compileForward(name, stage, new Map(), options)
    return new Stage(name, stage, new Map(), new Map(), { forward })
  }

  /** Compiles forward and backward graphs. */
  static async forTraining(
    name: string,
    stage: StageGraph,
    differentiate: Differentiate,
    options: StageOptions,
  ): Promise<Stage> {
    const given = new Set(givenOf(stage).values())
    const forwardNodes = nodesBetween(given, [stage.y])
    const dy = stage.graph.input('dy', stage.y.dtype, stage.y.shape)
    const wanted = [...stage.wanted.values()]
    const cotangents = differentiate(stage.graph, new Map([[stage.y, dy]]), wanted)
    const gradients = new Map(
      [...stage.wanted].flatMap(([key, tensor]) => {
        const cotangent = cotangents.get(tensor)
        return cotangent ? [[key, cotangent] as const] : []
      }),
    )
    const kept = chooseSaved(given, forwardNodes, [...gradients.values()], options.recompute)
    const saved = new Map(kept.map((tensor, i) => [`saved.${i}`, tensor]))
    const inputs = new Map([...givenOf(stage), ...saved, ['dy', dy]])
    const keeping = await compileForward(`${name}.keeping`, stage, saved, options)
    const backward = await Session.create(
      lower(`${name}.backward`, { inputs, outputs: prefixed('d.', gradients) }, options.device),
      options,
    )
    const forward =
      saved.size === 0 ? keeping : await compileForward(`${name}.forward`, stage, new Map(), options)
    return new Stage(name, stage, saved, gradients, { forward, keeping, backward })
  }

  /** Runs forward and keeps nothing. @returns y */
  async forward(
    x: OrtTensor | undefined,
    feeds: Feeds,
    dimensions: Dimensions,
    buffers: StepBuffers,
  ): Promise<OrtTensor> {
    const y = bind(this.#stage.y, dimensions, buffers)
    await this.#sessions.forward.run(x ? { ...feeds, x } : feeds, { y })
    return y
  }

  /** Runs forward and keeps what backward needs. */
  async record(
    x: OrtTensor | undefined,
    feeds: Feeds,
    dimensions: Dimensions,
    buffers: StepBuffers,
  ): Promise<Tape> {
    const y = bind(this.#stage.y, dimensions, buffers)
    const saved: Record<string, OrtTensor> = {}
    for (const [key, tensor] of this.#saved) saved[key] = bind(tensor, dimensions, buffers)
    await this.#sessions.keeping!.run(x ? { ...feeds, x } : feeds, { y, ...saved })
    return { x, y, saved }
  }

  /**
   * Runs backward.
   *
   * @param gradients output buffers by the names of `wanted`; those left out are allocated
   * @returns all cotangents by name
   */
  async backward(
    tape: Tape,
    dy: OrtTensor,
    feeds: Feeds,
    gradients: Feeds,
    dimensions: Dimensions,
    buffers: StepBuffers,
  ): Promise<Feeds> {
    const fetches: Record<string, OrtTensor> = {}
    for (const [key, tensor] of this.#gradients)
      fetches[key] = gradients[key] ?? bind(tensor, dimensions, buffers)
    const inputs = { ...feeds, ...tape.saved, dy, ...(tape.x && { x: tape.x }) }
    await this.#sessions.backward!.run(
      inputs,
      Object.fromEntries(prefixed('d.', new Map(Object.entries(fetches)))),
    )
    return fetches
  }

  /** Floats that `record` keeps beside x and y, for a plan of memory. */
  savedFloats(dimensions: Dimensions): number {
    return [...this.#saved.values()].reduce((sum, tensor) => sum + sizeIn(tensor, dimensions), 0)
  }

  async release(): Promise<void> {
    for (const session of new Set(Object.values(this.#sessions))) await session.release()
  }
}

function givenOf(stage: StageGraph): Map<string, Tensor> {
  return new Map([...(stage.x ? [['x', stage.x] as const] : []), ...stage.parameters, ...stage.auxiliary])
}

async function compileForward(
  name: string,
  stage: StageGraph,
  saved: ReadonlyMap<string, Tensor>,
  options: StageOptions,
): Promise<Session> {
  const outputs = new Map([['y', stage.y], ...saved])
  return Session.create(
    lower(name, { inputs: givenOf(stage), outputs }, options.device as DeviceName),
    options,
  )
}

function prefixed<T>(prefix: string, map: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...map].map(([key, value]) => [prefix + key, value]))
}

const resolve = (dim: Dim, dimensions: Dimensions): number => {
  const value = typeof dim === 'number' ? dim : dimensions[dim]
  if (value === undefined) throw new RangeError(`dimension ${dim} has no value`)
  return value
}

function sizeIn(tensor: Tensor, dimensions: Dimensions): number {
  return tensor.shape.reduce<number>((size, dim) => size * resolve(dim, dimensions), 1)
}

function bind(tensor: Tensor, dimensions: Dimensions, buffers: StepBuffers): OrtTensor {
  const shape = tensor.shape.map((dim) => resolve(dim, dimensions))
  return floatTensor(buffers.floats(sizeIn(tensor, dimensions)), shape)
}
