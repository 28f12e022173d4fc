import type { TaskInput } from '../tasks/index.ts'
import type { Outcome } from './_job.ts'
import { mayPass, openAll } from './_opening.ts'
import { type Refusal, refuse } from './errors.ts'
import type { Batching, Limits } from './limits.ts'
import type { Metrics } from './metrics.ts'
import { servedStamp } from './model-files.ts'
import { Pool, PoolEnded } from './pool.ts'
import { type ServedFacts, type ServedRun, versionOf } from './protocol.ts'
import { requireRoom, timedOut } from './room.ts'
import type { OpenWorker, ServeWorker } from './serve-worker.ts'

/** What happens to a model while it is served. */
export type ModelEvent =
  | {
      readonly event: 'reloaded'
      readonly model: string
      readonly hash: string
      readonly lexicon?: string | undefined
    }
  /** Nothing is said of what was opened: it may be half of one version and half of another. They are looked at again. */
  | { readonly event: 'changed-while-opened'; readonly model: string }
  | { readonly event: 'lexicon-note'; readonly model: string; readonly text: string }
  | { readonly event: 'refused'; readonly model: string; readonly error: unknown }
  | { readonly event: 'worker-error'; readonly model: string; readonly error: unknown }

export interface HostOptions {
  readonly workers: number
  /** Of each worker. */
  readonly threads: number
  readonly batching: Batching
  readonly limits: Limits
  readonly metrics: Metrics
  readonly open: OpenWorker
  readonly onEvent: (event: ModelEvent) => void
}

/** Why the version on disk is not served. */
export interface RefusedVersion {
  readonly error: unknown
  readonly at: Date
}

/** Between a version that was refused for a passing reason and the next try, twice as long each time. */
const FIRST_RELOAD_RETRY_MS = 5000
const LAST_RELOAD_RETRY_MS = 600_000
/** How often a model that changes while it is opened is opened before it is judged all the same. */
const OPENINGS = 3

/** A model under its name: opens it, follows its files, and refuses more work than it can do. */
export class ModelHost {
  readonly name: string
  readonly #served: ServedRun
  readonly #options: HostOptions
  #pool: Pool | undefined
  #loadedAt = new Date(0)
  #refused: RefusedVersion | undefined
  /** Of the files that are served or were refused, and of the last look at them. */
  #judged = ''
  #seen = ''
  /** When a version that was refused for a passing reason is tried again, and how long was waited for that. */
  #retry: { readonly at: number; readonly afterMs: number } | undefined
  #looking: Promise<void> | undefined
  /** Whether a look at the files while they are opened found others. */
  #hasMoved = false
  /** Openings in a row during which the files changed. */
  #moves = 0
  /** Aborted once nobody will serve what is being opened. */
  readonly #ending = new AbortController()
  readonly #retiring = new Set<Promise<void>>()

  constructor(served: ServedRun, options: HostOptions) {
    this.name = served.name
    this.#served = served
    this.#options = options
    options.metrics.addModel(served.name)
  }

  get #closed(): boolean {
    return this.#ending.signal.aborted
  }

  get isReady(): boolean {
    return this.#pool?.isAlive === true
  }

  /** Undefined before `open`. */
  get facts(): ServedFacts | undefined {
    return this.#pool?.facts
  }

  get waiting(): number {
    return this.#pool?.waiting ?? 0
  }

  get loadedAt(): Date {
    return this.#loadedAt
  }

  get refused(): RefusedVersion | undefined {
    return this.#refused
  }

  /** Opens the model for the first time. @throws as `OpenWorker` */
  async open(): Promise<void> {
    let pool: Pool | undefined
    while (!pool) {
      this.#judged = servedStamp(this.#served)
      this.#seen = this.#judged
      pool = await this.#openStill(this.#judged)
    }
    // Ended meanwhile: nobody would close it.
    if (this.#closed) return await pool.close()
    this.#take(pool)
  }

  /**
   * Predicts. @throws Refusal 413 for what has never room, 503 when too much waits already; the signal's reason; what
   * the worker threw
   */
  async predict(inputs: readonly TaskInput[], scores: boolean, signal: AbortSignal): Promise<Outcome> {
    const pool = this.#pool
    if (!pool) throw refuse('E_SERVE_STARTING', {}, { retryAfter: 1 })
    requireRoom(pool, inputs, this.#options.limits, this.name)
    return this.#predictBy(pool, inputs, scores, signal)
  }

  /** What a request is told that was given up because it was not done in time. */
  timedOut(inputs: readonly TaskInput[]): Refusal {
    return timedOut(this.#pool, inputs, this.#options.limits)
  }

  /** By a pool, or by the one that took its place while the request waited. */
  async #predictBy(
    pool: Pool,
    inputs: readonly TaskInput[],
    scores: boolean,
    signal: AbortSignal,
  ): Promise<Outcome> {
    try {
      return await pool.predict(inputs, scores, signal)
    } catch (error) {
      if (!(error instanceof PoolEnded)) throw error
      const next = this.#pool
      if (!next || next === pool) throw refuse('E_SERVE_DRAINING', {}, { retryAfter: 1 }, error)
      return this.#predictBy(next, inputs, scores, signal)
    }
  }

  /**
   * Looks whether the files changed; if they did and stay so until the next look, the new version is opened beside
   * the old one and takes its place. A broken one is refused, and the old one stays; where the reason may pass, it is
   * tried again, ever more seldom.
   */
  async look(): Promise<void> {
    if (this.#closed) return
    const stamp = servedStamp(this.#served)
    const isSettled = stamp === this.#seen
    this.#seen = stamp
    if (this.#looking) this.#hasMoved ||= stamp !== this.#judged
    if (this.#looking || !isSettled) return
    if (stamp !== this.#judged) this.#retry = undefined
    else if (!this.#retry || performance.now() < this.#retry.at) return
    this.#judged = stamp
    this.#looking = this.#reload(stamp).finally(() => {
      this.#looking = undefined
    })
    await this.#looking
  }

  async #reload(stamp: string): Promise<void> {
    const { metrics, onEvent } = this.#options
    try {
      const pool = await this.#openStill(stamp)
      if (!pool) {
        this.#judged = ''
        return
      }
      if (this.#closed) return await pool.close()
      this.#take(pool)
      metrics.reloads.inc({ model: this.name, result: 'reloaded' })
      const { hash, lexicon } = pool.facts
      onEvent({ event: 'reloaded', model: this.name, hash, lexicon })
    } catch (error) {
      if (this.#closed) return
      this.#refused = { error, at: new Date() }
      this.#planRetry(error)
      metrics.reloads.inc({ model: this.name, result: 'refused' })
      onEvent({ event: 'refused', model: this.name, error })
    }
  }

  /**
   * Opens the files as they stand.
   *
   * @returns undefined where they changed meanwhile: what went wrong, or not, was then of no version that there is
   */
  async #openStill(stamp: string): Promise<Pool | undefined> {
    let pool: Pool
    this.#hasMoved = false
    try {
      pool = await this.#openPool()
    } catch (error) {
      if (this.#closed || !this.#isUnsettled(stamp)) throw error
      return undefined
    }
    if (this.#closed || !this.#isUnsettled(stamp)) return pool
    await pool.close()
    return undefined
  }

  /** Whether the files changed since they had a stamp, if only for a while; no longer, where they never stand still. */
  #isUnsettled(stamp: string): boolean {
    const hasMoved = this.#hasMoved || servedStamp(this.#served) !== stamp
    this.#moves = hasMoved ? (this.#moves + 1) % OPENINGS : 0
    if (this.#moves === 0) return false
    this.#options.onEvent({ event: 'changed-while-opened', model: this.name })
    return true
  }

  #planRetry(error: unknown): void {
    const afterMs = Math.min(
      LAST_RELOAD_RETRY_MS,
      this.#retry ? 2 * this.#retry.afterMs : FIRST_RELOAD_RETRY_MS,
    )
    this.#retry = mayPass(error) ? { at: performance.now() + afterMs, afterMs } : undefined
  }

  /** Finishes what was accepted and ends the workers. A version that is being opened is given up. */
  async retire(): Promise<void> {
    this.#ending.abort()
    await Promise.all([this.#pool?.retire(), ...this.#retiring, this.#looking])
  }

  /** Ends the workers at once. */
  async close(): Promise<void> {
    this.#ending.abort()
    await this.#pool?.close()
  }

  #take(pool: Pool): void {
    const old = this.#pool
    this.#pool = pool
    this.#loadedAt = new Date()
    this.#refused = undefined
    this.#retry = undefined
    for (const text of pool.facts.notes ?? [])
      this.#options.onEvent({ event: 'lexicon-note', model: this.name, text })
    if (!old) return
    const retiring = old.retire().finally(() => this.#retiring.delete(retiring))
    this.#retiring.add(retiring)
  }

  /** Workers of one and the same version. */
  async #openPool(): Promise<Pool> {
    const { workers: count, batching, metrics, onEvent } = this.#options
    for (let left = OPENINGS; ; left--) {
      const workers = await openAll(count, () => this.#openWorker())
      if (left === 1 || new Set(workers.map(({ facts }) => versionOf(facts))).size === 1)
        return new Pool(workers, {
          name: this.name,
          batching,
          metrics,
          reopen: () => this.#openWorker(),
          onError: (error) => {
            // What was given up because the service stops is no error.
            if (error !== this.#ending.signal.reason)
              onEvent({ event: 'worker-error', model: this.name, error })
          },
        })
      await Promise.all(workers.map((worker) => worker.close()))
    }
  }

  #openWorker(): Promise<ServeWorker> {
    const { open, threads } = this.#options
    const { run, lexicon } = this.#served
    return open({ run, lexicon, threads }, this.#ending.signal)
  }
}
