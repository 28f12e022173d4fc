import type { Batching } from './limits.ts'
import { type Lane, laneOf, partOf, type Work } from './pace.ts'

/** A text that waits. */
export interface Waiting {
  /** Its tokens, about. */
  readonly length: number
  /** Only texts of one kind go in a batch. */
  readonly kind: string
  /** Whether nothing is read beside it by the same worker. */
  readonly isAlone?: boolean
  /** When it came, in milliseconds. */
  readonly arrived: number
  /** When its turn would come if its request were the only one: that of a request's hundredth text is later than its first's. */
  readonly due: () => number
}

export type Next<J> = { readonly batch: J[] } | { readonly waitMs: number } | undefined

/**
 * Decides which texts a model reads together. The text that was due first is always in the next batch: so none starves, and
 * a request of one text need not wait for all of another's thousand. Those nearest to it in length fill the batch up. Knows
 * no clock: the time is told.
 */
export class Batcher<J extends Waiting> {
  readonly #limits: Batching
  #queue: J[] = []
  #length = 0
  #lastSize = 0
  #freed = Number.NEGATIVE_INFINITY

  constructor(limits: Batching) {
    this.#limits = limits
  }

  /** How many texts wait. */
  get size(): number {
    return this.#queue.length
  }

  /** The lengths of all that wait, added up. */
  get length(): number {
    return this.#length
  }

  /** What those of a lane are that are due by then. */
  workDue(time: number, lane: Lane): Work {
    let batches = 0
    let characters = 0
    for (const { due, length } of this.#queue) {
      if (laneOf(length, this.#limits) !== lane || due() > time) continue
      batches += partOf(length, this.#limits)
      characters += length
    }
    return { batches, characters }
  }

  /** Those that wait, in the order in which they came. */
  get jobs(): readonly J[] {
    return this.#queue
  }

  add(job: J): void {
    this.#queue.push(job)
    this.#length += job.length
  }

  /** Takes out what nobody waits for any more. @returns those that waited */
  remove(gone: ReadonlySet<J>): J[] {
    const waited = this.#queue.filter((job) => gone.has(job))
    this.#keep((job) => !gone.has(job))
    return waited
  }

  /** Says that a worker has read its batch: those who were answered may come again, together. */
  freed(now: number): void {
    this.#freed = now
  }

  /**
   * What a free worker is to do: read a batch, or wait so long for company.
   *
   * Company is waited for only where there is some: another worker is busy, or several texts came together last time.
   * A text that comes alone is read at once. One that waited for a worker waits on, as long as it takes those whose
   * answers that worker has just given to ask again: else it would be read alone, and they after it, time and again.
   *
   * @param now in milliseconds, of the clock that `arrived` is of
   * @param isOtherBusy whether another worker of the model reads a batch
   * @param hasLong whether the worker has a long text already: then only others go beside it
   */
  next(now: number, isOtherBusy = false, hasLong = false): Next<J> {
    const goesBeside = ({ length, isAlone }: J) => laneOf(length, this.#limits) === 'short' && !isAlone
    const waiting = hasLong ? this.#queue.filter(goesBeside) : this.#queue
    const [oldest] = waiting
    if (!oldest) return undefined
    const { maxDelay, tokens, texts } = this.#limits
    const isAlone = !isOtherBusy && this.#lastSize <= 1
    const waitMs = Math.max(oldest.arrived, this.#freed) + maxDelay - now
    if (!isAlone && waitMs > 0 && lengthOf(waiting) < tokens && waiting.length < texts) return { waitMs }
    // Of two that are due at once the one that came first.
    const batch = this.#around(waiting.reduce((first, job) => (job.due() < first.due() ? job : first)))
    const taken = new Set(batch)
    this.#keep((job) => !taken.has(job))
    this.#lastSize = batch.length
    return { batch }
  }

  /** A text and those most like it in length, as many as fit. */
  #around(first: J): J[] {
    const { tokens, texts } = this.#limits
    const others = this.#queue.filter((job) => job !== first && job.kind === first.kind)
    const distance = (job: J) => Math.abs(job.length - first.length)
    // Sorting is stable: of two as near the one that came first.
    others.sort((a, b) => distance(a) - distance(b))
    const batch = [first]
    let length = first.length
    for (const job of others) {
      if (batch.length >= texts) break
      if (length + job.length > tokens) continue
      batch.push(job)
      length += job.length
    }
    return batch
  }

  #keep(isKept: (job: J) => boolean): void {
    this.#queue = this.#queue.filter(isKept)
    this.#length = lengthOf(this.#queue)
  }
}

const lengthOf = (jobs: readonly Waiting[]): number => jobs.reduce((sum, { length }) => sum + length, 0)
