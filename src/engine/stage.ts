import { sizeOf } from '../base/dtypes.ts'
import { lower, type Tensor } from '../graph/index.ts'
import type { StepBuffers } from './memory.ts'
import {
  type EngineOptions,
  type Feeds,
  floatTensor,
  halfTensor,
  type OrtTensor,
  Session,
} from './session.ts'
import {
  type Differentiate,
  type Dimensions,
  givenOf,
  planStage,
  prefixed,
  type StageGraph,
  type StagePlan,
  shapeIn,
  type TapeOptions,
  tapeBytes,
} from './stage-plan.ts'

export interface TrainingStageOptions extends EngineOptions, TapeOptions {}

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
  readonly #plan: StagePlan
  readonly #forward: Session
  readonly #backward: Session
  readonly #scratch = new Map<string, OrtTensor>()

  private constructor(plan: StagePlan, forward: Session, backward: Session) {
    this.#plan = plan
    this.#forward = forward
    this.#backward = backward
  }

  static async create(
    name: string,
    stage: StageGraph,
    differentiate: Differentiate,
    options: TrainingStageOptions,
  ): Promise<TrainingStage> {
    const plan = planStage(stage, differentiate, options)
    return new TrainingStage(
      plan,
      await Session.create(lower(`${name}.forward`, plan.forward, options.device), options),
      await Session.create(lower(`${name}.backward`, plan.backward, options.device), options),
    )
  }

  /** Runs forward and keeps what backward needs. */
  async forward(feeds: Feeds, dimensions: Dimensions, buffers: StepBuffers): Promise<Tape> {
    const y = bind(this.#plan.y, dimensions, buffers)
    const saved: Record<string, OrtTensor> = {}
    for (const [key, tensor] of this.#plan.saved) {
      saved[key] = (this.#plan.halves.has(key) ? bindHalf : bind)(tensor, dimensions, buffers)
    }
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
    for (const [key, tensor] of this.#plan.gradients) {
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

  /** Bytes of step buffers that `forward` takes, y included: an exact forecast. */
  tapeBytes(dimensions: Dimensions): number {
    return tapeBytes(this.#plan, dimensions)
  }

  async release(): Promise<void> {
    await this.#forward.release()
    await this.#backward.release()
  }
}

/** `sum += term`, element by element. */
export function addTo(sum: Float32Array, term: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += term[i]!
}

function bind(tensor: Tensor, dimensions: Dimensions, buffers: StepBuffers): OrtTensor {
  const shape = shapeIn(tensor, dimensions)
  return floatTensor(buffers.floats(sizeOf(shape)), shape)
}

function bindHalf(tensor: Tensor, dimensions: Dimensions, buffers: StepBuffers): OrtTensor {
  const shape = shapeIn(tensor, dimensions)
  return halfTensor(buffers.halves(sizeOf(shape)), shape)
}
