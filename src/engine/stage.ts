import { chooseSaved, type Dim, type Graph, lower, nodesBetween, type Tensor } from '../graph/index.ts'
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

export interface TrainingStageOptions extends EngineOptions {
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
  readonly y: OrtTensor
  readonly feeds: Feeds
  readonly dimensions: Dimensions
}

/** A stage that only runs forward and keeps nothing. One serves every layer of its shape. */
export class ForwardStage {
  readonly #y: Tensor
  readonly #session: Session

  private constructor(y: Tensor, session: Session) {
    this.#y = y
    this.#session = session
  }

  static async create(name: string, stage: StageGraph, options: EngineOptions): Promise<ForwardStage> {
    const outputs = new Map([['y', stage.y]])
    const graph = lower(name, { inputs: givenOf(stage), outputs }, options.device)
    return new ForwardStage(stage.y, await Session.create(graph, options))
  }

  /**
   * @param into a buffer for y; left out, it comes from `buffers`
   * @returns y
   */
  async run(
    feeds: Feeds,
    dimensions: Dimensions,
    buffers: StepBuffers,
    into?: OrtTensor,
  ): Promise<OrtTensor> {
    const y = into ?? bind(this.#y, dimensions, buffers)
    await this.#session.run(feeds, { y })
    return y
  }

  async release(): Promise<void> {
    await this.#session.release()
  }
}

/**
 * A stage compiled to two sessions, cut from one differentiated graph: forward, which keeps what backward needs,
 * and backward. One stage serves every layer of its shape, with other parameters each time.
 */
export class TrainingStage {
  readonly #y: Tensor
  readonly #saved: ReadonlyMap<string, Tensor>
  readonly #gradients: ReadonlyMap<string, Tensor>
  readonly #forward: Session
  readonly #backward: Session
  readonly #scratch = new Map<string, OrtTensor>()

  private constructor(
    y: Tensor,
    saved: ReadonlyMap<string, Tensor>,
    gradients: ReadonlyMap<string, Tensor>,
    forward: Session,
    backward: Session,
  ) {
    this.#y = y
    this.#saved = saved
    this.#gradients = gradients
    this.#forward = forward
    this.#backward = backward
  }

  static async create(
    name: string,
    stage: StageGraph,
    differentiate: Differentiate,
    options: TrainingStageOptions,
  ): Promise<TrainingStage> {
    const given = givenOf(stage)
    const forwardNodes = nodesBetween(new Set(given.values()), [stage.y])
    const dy = stage.graph.input('dy', stage.y.dtype, stage.y.shape)
    const cotangents = differentiate(stage.graph, new Map([[stage.y, dy]]), [...stage.wanted.values()])
    const gradients = new Map<string, Tensor>()
    for (const [key, tensor] of stage.wanted) {
      const cotangent = cotangents.get(tensor)
      if (cotangent) gradients.set(key, cotangent)
    }
    const kept = chooseSaved(
      new Set(given.values()),
      forwardNodes,
      [...gradients.values()],
      options.recompute,
    )
    const saved = new Map(kept.map((tensor, i) => [`saved.${i}`, tensor]))
    const forward = { inputs: given, outputs: new Map([['y', stage.y], ...saved]) }
    const backward = { inputs: new Map([...given, ...saved, ['dy', dy]]), outputs: prefixed('d.', gradients) }
    return new TrainingStage(
      stage.y,
      saved,
      gradients,
      await Session.create(lower(`${name}.forward`, forward, options.device), options),
      await Session.create(lower(`${name}.backward`, backward, options.device), options),
    )
  }

  /** Runs forward and keeps what backward needs. */
  async forward(feeds: Feeds, dimensions: Dimensions, buffers: StepBuffers): Promise<Tape> {
    const y = bind(this.#y, dimensions, buffers)
    const saved: Record<string, OrtTensor> = {}
    for (const [key, tensor] of this.#saved) saved[key] = bind(tensor, dimensions, buffers)
    await this.#forward.run(feeds, { y, ...saved })
    return { y, feeds: { ...feeds, ...saved }, dimensions }
  }

  /**
   * Runs backward.
   *
   * @param dy the cotangent of y
   * @param into buffers for cotangents by the names of `wanted`; those left out come from `buffers`
   * @param add the names whose cotangents are added to what their buffers hold
   * @returns all cotangents by name
   */
  async backward(
    tape: Tape,
    dy: OrtTensor,
    into: Feeds,
    buffers: StepBuffers,
    add: readonly string[] = [],
  ): Promise<Feeds> {
    const cotangents = new Map<string, OrtTensor>()
    for (const [key, tensor] of this.#gradients) {
      cotangents.set(key, into[key] ?? bind(tensor, tape.dimensions, buffers))
    }
    const fetches = new Map(cotangents)
    for (const key of add) if (fetches.has(key)) fetches.set(key, this.#scratchFor(key, cotangents.get(key)!))
    await this.#backward.run({ ...tape.feeds, dy }, Object.fromEntries(prefixed('d.', fetches)))
    for (const key of add) {
      if (fetches.has(key))
        addTo(cotangents.get(key)!.data as Float32Array, fetches.get(key)!.data as Float32Array)
    }
    return Object.fromEntries(cotangents)
  }

  /** A buffer that stays with the stage, for cotangents on their way to a sum. */
  #scratchFor(key: string, { dims, size }: OrtTensor): OrtTensor {
    let scratch = this.#scratch.get(key)
    if (!scratch) {
      scratch = floatTensor(new Float32Array(size), dims)
      this.#scratch.set(key, scratch)
    }
    return scratch
  }

  /** Floats that `forward` keeps, y included, for a plan of memory. */
  keptFloats(dimensions: Dimensions): number {
    return [this.#y, ...this.#saved.values()].reduce((sum, tensor) => sum + sizeIn(tensor, dimensions), 0)
  }

  async release(): Promise<void> {
    await this.#forward.release()
    await this.#backward.release()
  }
}

function givenOf(stage: StageGraph): Map<string, Tensor> {
  return new Map([...(stage.x ? [['x', stage.x] as const] : []), ...stage.parameters, ...stage.auxiliary])
}

function addTo(sum: Float32Array, term: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += term[i]!
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
