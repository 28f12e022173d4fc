import { RandomStream } from '../base/random.ts'
import { planEpoch } from './batching.ts'

/** A batch of one task: which of the task's examples. */
export interface Batch {
  /** The task's place in the list of tasks. */
  readonly task: number
  readonly indices: readonly number[]
}

/** Everything that the next batches depend on. */
export interface SamplerState {
  readonly choice: readonly number[]
  readonly queues: readonly { readonly order: readonly number[]; readonly position: number }[]
}

/** The examples of a task, as lengths in tokens. */
export interface SampledTask {
  readonly name: string
  readonly lengths: readonly number[]
}

/** The batches of one pass over a task's examples, and how far they are used up. */
class Queue {
  readonly #lengths: readonly number[]
  readonly #batchSize: number
  readonly #order: RandomStream
  #before: readonly number[]
  #batches: number[][]
  #position = 0

  constructor({ name, lengths }: SampledTask, batchSize: number, seed: number, isAlone: boolean) {
    this.#lengths = lengths
    this.#batchSize = batchSize
    this.#order = isAlone ? new RandomStream(seed, 'order') : new RandomStream(seed, 'order:', name)
    this.#before = this.#order.save()
    this.#batches = planEpoch(lengths, batchSize, this.#order)
  }

  next(): readonly number[] {
    if (this.#position === this.#batches.length) this.#refill()
    return this.#batches[this.#position++]!
  }

  save() {
    return { order: this.#before, position: this.#position }
  }

  restore({ order, position }: { readonly order: readonly number[]; readonly position: number }): void {
    this.#order.restore(order)
    this.#refill()
    this.#position = position
  }

  #refill(): void {
    this.#before = this.#order.save()
    this.#batches = planEpoch(this.#lengths, this.#batchSize, this.#order)
    this.#position = 0
  }
}

/**
 * Gives the batches of a run one after another. Each task's examples are used up before any comes again; with
 * several tasks, the task of a batch is drawn in proportion to its number of examples to the power of τ.
 */
export class BatchSampler {
  readonly #queues: readonly Queue[]
  /** Running sums of the tasks' shares, the last one 1. */
  readonly #thresholds: readonly number[]
  readonly #choice: RandomStream

  constructor(tasks: readonly SampledTask[], batchSize: number, tau: number, seed: number) {
    this.#queues = tasks.map((task) => new Queue(task, batchSize, seed, tasks.length === 1))
    this.#choice = new RandomStream(seed, 'task')
    const shares = sharesOf(
      tasks.map(({ lengths }) => lengths.length),
      tau,
    )
    let sum = 0
    this.#thresholds = shares.map((share) => {
      sum += share
      return sum
    })
  }

  next(): Batch {
    const task = this.#choose()
    return { task, indices: this.#queues[task]!.next() }
  }

  save(): SamplerState {
    return { choice: this.#choice.save(), queues: this.#queues.map((queue) => queue.save()) }
  }

  restore({ choice, queues }: SamplerState): void {
    this.#choice.restore(choice)
    for (const [i, queue] of this.#queues.entries()) queue.restore(queues[i]!)
  }

  #choose(): number {
    if (this.#queues.length === 1) return 0
    const drawn = this.#choice.uniform()
    const found = this.#thresholds.findIndex((threshold) => drawn < threshold)
    // Rounding may leave the last sum a little below 1.
    return found < 0 ? this.#queues.length - 1 : found
  }
}

/** The share of steps that each task gets: in proportion to size^τ. */
export function sharesOf(sizes: readonly number[], tau: number): number[] {
  const powers = sizes.map((size) => size ** tau)
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}
