import { HanTuneError, renderPlace } from '../base/errors.ts'
import { currentLanguage, type Language } from '../base/locale.ts'
import type { TaskInput } from '../tasks/index.ts'
import type { Outcome } from './_job.ts'
import { type Refusal, refuse } from './errors.ts'
import type { Batching, Limits } from './limits.ts'
import type { Metrics } from './metrics.ts'
import { servedStamp } from './model-files.ts'
import { Pool, PoolEnded } from './pool.ts'
import type { ServedFacts, ServedRun } from './protocol.ts'
import { requireRoom, timedOut } from './room.ts'
import type { OpenWorker, ServeWorker } from './serve-worker.ts'

/** What happens to a model while it is served. */
export type ModelEvent =
  | { readonly event: 'reloaded'; readonly model: string; readonly hash: string }
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
  /** When a version that was refused for a passing reason is tried again, and how long was waited for that. */
  #retry: { readonly at: number; readonly afterMs: number } | undefined
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
    this.#judged = servedStamp(this.#served)
    this.#seen = this.#judged
    const pool = await this.#openPool()
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
    if (this.#looking || this.#closed) return
    const stamp = servedStamp(this.#served)
    const isSettled = stamp === this.#seen
    this.#seen = stamp
    if (!isSettled) return
    if (stamp !== this.#judged) this.#retry = undefined
    else if (!this.#retry || performance.now() < this.#retry.at) return
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
      this.#planRetry(error)
      metrics.reloads.inc({ model: this.name, result: 'refused' })
      onEvent({ event: 'refused', model: this.name, error })
    }
  }

  #planRetry(error: unknown): void {
    const afterMs = Math.min(
      LAST_RELOAD_RETRY_MS,
      this.#retry ? 2 * this.#retry.afterMs : FIRST_RELOAD_RETRY_MS,
    )
    this.#retry = mayPass(error) ? { at: performance.now() + afterMs, afterMs } : undefined
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

/** What the system, or ONNX Runtime, says where it lacks something for the moment. */
const SCARCITY =
  /\b(?:EMFILE|ENFILE|ENOMEM|EAGAIN|EBUSY|EIO|ESTALE|ETIMEDOUT)\b|bad.?alloc|allocat|out of memory/i

/** Whether the same model may be opened another time: the reason lies in the machine, or is not known. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof HanTuneError) || error.code === 'E_WORKER_DIED') return true
  return Object.values(error.values).some((value) => SCARCITY.test(String(value)))
}

/** What whoever runs the service is told of an error: where it is, and how to mend it, too. */
export function fullError(error: unknown): { code: string; what: string; place?: string; fix?: string } {
  if (!(error instanceof HanTuneError)) return publicError(error)
  const place = renderPlace(error.place)
  return { ...publicError(error), ...(place !== '' && { place }), fix: error.fix() }
}

/** What a client may know of an error. */
export function publicError(
  error: unknown,
  language: Language = currentLanguage(),
): { code: string; what: string } {
  if (error instanceof HanTuneError) return { code: error.code, what: error.what(language) }
  return { code: 'E_INTERNAL', what: error instanceof Error ? error.message : String(error) }
}
