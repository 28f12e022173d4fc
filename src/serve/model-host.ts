import { HanTuneError } from '../base/errors.ts'
import { currentLanguage, type Language } from '../base/locale.ts'
import type { TaskInput } from '../tasks/index.ts'
import { refuse } from './errors.ts'
import type { Batching, Limits } from './limits.ts'
import type { Metrics } from './metrics.ts'
import { modelStamp } from './model-files.ts'
import { type Outcome, Pool } from './pool.ts'
import type { ServedFacts, ServedRun } from './protocol.ts'
import type { OpenWorker, ServeWorker } from './serve-worker.ts'

/** What happens to a model while it is served. */
export type ModelEvent =
  | { readonly event: 'reloaded'; readonly model: string; readonly hash: string }
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

const LONGEST_RETRY = 60
/** How often a model that changes while it is opened is opened again. */
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
  #looking: Promise<void> | undefined
  #closed = false
  readonly #retiring = new Set<Promise<void>>()

  constructor(served: ServedRun, options: HostOptions) {
    this.name = served.name
    this.#served = served
    this.#options = options
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
    this.#judged = modelStamp(this.#served)
    this.#seen = this.#judged
    const pool = await this.#openPool()
    // Ended meanwhile: nobody would close it.
    if (this.#closed) return await pool.close()
    this.#take(pool)
  }

  /**
   * Predicts. @throws Refusal 503 when too much waits already; the signal's reason; what the worker threw
   */
  async predict(inputs: readonly TaskInput[], scores: boolean, signal: AbortSignal): Promise<Outcome> {
    const pool = this.#pool
    if (!pool) throw refuse('E_SERVE_STARTING', {}, { retryAfter: 1 })
    this.#requireRoom(pool, inputs)
    return pool.predict(inputs, scores, signal)
  }

  /**
   * Looks whether the files changed; if they did and stay so until the next look, the new version is opened beside
   * the old one and takes its place. A broken one is refused, and the old one stays.
   */
  async look(): Promise<void> {
    if (this.#looking || this.#closed) return
    const stamp = modelStamp(this.#served)
    const isSettled = stamp === this.#seen
    this.#seen = stamp
    if (!isSettled || stamp === this.#judged) return
    this.#judged = stamp
    this.#looking = this.#reload().finally(() => {
      this.#looking = undefined
    })
    await this.#looking
  }

  async #reload(): Promise<void> {
    const { metrics, onEvent } = this.#options
    try {
      const pool = await this.#openPool()
      if (this.#closed) return await pool.close()
      this.#take(pool)
      metrics.reloads.inc({ model: this.name, result: 'reloaded' })
      onEvent({ event: 'reloaded', model: this.name, hash: pool.facts.hash })
    } catch (error) {
      if (this.#closed) return
      this.#refused = { error, at: new Date() }
      metrics.reloads.inc({ model: this.name, result: 'refused' })
      onEvent({ event: 'refused', model: this.name, error })
    }
  }

  /** Finishes what was accepted and ends the workers. */
  async retire(): Promise<void> {
    this.#closed = true
    await Promise.all([this.#pool?.retire(), ...this.#retiring, this.#looking])
  }

  /** Ends the workers at once. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#pool?.close()
  }

  #take(pool: Pool): void {
    const old = this.#pool
    this.#pool = pool
    this.#loadedAt = new Date()
    this.#refused = undefined
    if (!old) return
    const retiring = old.retire().finally(() => this.#retiring.delete(retiring))
    this.#retiring.add(retiring)
  }

  /** Workers of one and the same version. */
  async #openPool(): Promise<Pool> {
    const { workers: count, batching, metrics, onEvent } = this.#options
    for (let left = OPENINGS; ; left--) {
      const workers = await openAll(count, () => this.#openWorker())
      if (left === 1 || new Set(workers.map(({ facts }) => facts.hash)).size === 1)
        return new Pool(workers, {
          name: this.name,
          batching,
          metrics,
          reopen: () => this.#openWorker(),
          onError: (error) => onEvent({ event: 'worker-error', model: this.name, error }),
        })
      await Promise.all(workers.map((worker) => worker.close()))
    }
  }

  #openWorker(): Promise<ServeWorker> {
    const { open, threads } = this.#options
    const { run, lexicon } = this.#served
    return open({ run, lexicon, threads })
  }

  /** @throws Refusal 503 */
  #requireRoom(pool: Pool, inputs: readonly TaskInput[]): void {
    const { limits } = this.#options
    const characters = inputs.reduce((sum, { text, pair }) => sum + text.length + (pair?.length ?? 0), 0)
    const hasRoom =
      pool.waiting + inputs.length <= limits.queue &&
      pool.waitingCharacters + characters <= limits.queueCharacters &&
      pool.expectedWait <= limits.wait
    if (hasRoom) return
    const retryAfter = Math.min(LONGEST_RETRY, Math.max(1, Math.ceil(pool.expectedWait)))
    throw refuse('E_SERVE_QUEUE', { model: this.name }, { retryAfter })
  }
}

/** All, or none: those that are open are closed where one fails. */
async function openAll(count: number, open: () => Promise<ServeWorker>): Promise<ServeWorker[]> {
  // The first by itself: a broken model is refused without the cost of all.
  const workers = [await open()]
  const others = await Promise.allSettled(new Array(count - 1).fill(undefined).map(open))
  const failed = others.find((result) => result.status === 'rejected')
  for (const result of others) if (result.status === 'fulfilled') workers.push(result.value)
  if (!failed) return workers
  await Promise.all(workers.map((worker) => worker.close()))
  throw failed.reason
}

/** What a client may know of an error. */
export function publicError(
  error: unknown,
  language: Language = currentLanguage(),
): { code: string; what: string } {
  if (error instanceof HanTuneError) return { code: error.code, what: error.what(language) }
  return { code: 'E_INTERNAL', what: error instanceof Error ? error.message : String(error) }
}
