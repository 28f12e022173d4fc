import { defineErrors } from '../base/errors.ts'
import type { TaskInput } from '../tasks/index.ts'
import type { Job, Outcome, Request } from './_job.ts'
import { Batcher } from './batcher.ts'
import type { Batching } from './limits.ts'
import type { Metrics } from './metrics.ts'
import { type ServedFacts, versionOf } from './protocol.ts'
import type { ServeWorker } from './serve-worker.ts'

const fail = defineErrors({
  E_SERVE_REPLACED: {
    zh: { what: '磁盘上的模型与正在服务的不同', fix: '等待服务载入新模型' },
    en: { what: 'the model on disk is another than the one that is served', fix: 'wait until it is loaded' },
  },
})

/** A pool that is to end has no worker left for a request that it had accepted: another pool may do it. */
export class PoolEnded extends Error {}

interface Slot {
  readonly worker: ServeWorker
  isBusy: boolean
}

export interface PoolOptions {
  readonly name: string
  readonly batching: Batching
  readonly metrics: Metrics
  /** Opens another worker of the same model, in place of one that died. */
  readonly reopen: () => Promise<ServeWorker>
  readonly onError: (error: unknown) => void
}

/** Characters a millisecond before anything was measured: about what a small encoder does. */
const ASSUMED_RATE = 10
/** How much of the latest batch goes into the measured rate. */
const FRESH = 0.2
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 30_000

/** One version of a model: its workers, and the texts that wait for them. */
export class Pool {
  readonly facts: ServedFacts
  readonly #options: PoolOptions
  readonly #batcher: Batcher<Job>
  readonly #slots = new Set<Slot>()
  readonly #size: number
  #timer: NodeJS.Timeout | undefined
  /** Of workers that are to be replaced. */
  readonly #retries = new Set<NodeJS.Timeout>()
  #reading = 0
  /** Characters a millisecond of one worker. */
  #rate: number | undefined
  #retired = false
  #whenEmpty: (() => void) | undefined
  #solitary = 0

  /** @param workers of one and the same model, one at least */
  constructor(workers: readonly ServeWorker[], options: PoolOptions) {
    this.facts = workers[0]!.facts
    this.#options = options
    this.#batcher = new Batcher(options.batching)
    this.#size = workers.length
    for (const worker of workers) this.#slots.add({ worker, isBusy: false })
  }

  /** Texts that wait. */
  get waiting(): number {
    return this.#batcher.size
  }

  get waitingCharacters(): number {
    return this.#batcher.length
  }

  /** Whether anyone is there to predict. */
  get isAlive(): boolean {
    return this.#slots.size > 0
  }

  /**
   * Seconds that a request of so many characters would wait for what is due before it is done, by the speed of the last
   * batches; 0 while that is not known.
   */
  expectedWait(characters: number): number {
    if (this.#rate === undefined) return 0
    const before = this.#batcher.lengthDue(performance.now() + characters / this.#speed)
    return (before + this.#reading) / this.#speed / 1000
  }

  /** Characters a millisecond of all workers. */
  get #speed(): number {
    return (this.#rate ?? ASSUMED_RATE) * Math.max(1, this.#slots.size)
  }

  /** Predicts. @throws PoolEnded; what the worker threw; the signal's reason */
  predict(inputs: readonly TaskInput[], scores: boolean, signal: AbortSignal): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const stop = () => request.failed(signal.reason)
      const jobs = new Set<Job>()
      const end = (): void => {
        signal.removeEventListener('abort', stop)
        request.isOver = true
        // Those of a request that failed; of one that is done none waits.
        const waited = request.left > 0 ? this.#batcher.remove(jobs) : []
        if (signal.aborted) for (const { arrived } of waited) this.#countWait(arrived)
        this.#checkEmpty()
      }
      const request: Request = {
        predictions: new Array(inputs.length),
        left: inputs.length,
        isOver: false,
        queueMs: 0,
        computeMs: 0,
        done(outcome) {
          end()
          resolve(outcome)
        },
        failed(error) {
          end()
          reject(error)
        },
      }
      signal.addEventListener('abort', stop, { once: true })
      const arrived = performance.now()
      let before = 0
      for (const [at, input] of inputs.entries()) {
        const length = input.text.length + (input.pair?.length ?? 0) + 2
        const common = { length, kind: String(scores), arrived, due: arrived + before / this.#speed }
        const job = { ...common, isAlone: false, input, scores, at, request }
        before += length
        jobs.add(job)
        this.#batcher.add(job)
      }
      this.#pump()
    })
  }

  /** Finishes what was asked for, as long as there are workers, then ends them. */
  async retire(): Promise<void> {
    this.#retired = true
    this.#stopReplacing()
    this.#giveUpIfAlone()
    if (this.#batcher.size > 0 || this.#reading > 0) {
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve
      })
    }
    await this.close()
  }

  /** Ends the workers; what is under way fails. */
  async close(): Promise<void> {
    this.#retired = true
    this.#stopReplacing()
    clearTimeout(this.#timer)
    await Promise.all([...this.#slots].map(({ worker }) => worker.close()))
    this.#slots.clear()
  }

  #pump(): void {
    for (const slot of this.#slots) {
      if (slot.isBusy) continue
      const isOtherBusy = [...this.#slots].some((other) => other.isBusy)
      const next = this.#batcher.next(performance.now(), isOtherBusy)
      if (next === undefined) break
      if ('waitMs' in next) {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => this.#pump(), Math.ceil(next.waitMs))
        break
      }
      void this.#read(slot, next.batch)
    }
    this.#checkEmpty()
  }

  #checkEmpty(): void {
    if (this.#batcher.size === 0 && this.#reading === 0) this.#whenEmpty?.()
  }

  /** Lets a worker read a batch. */
  async #read(slot: Slot, batch: readonly Job[]): Promise<void> {
    const { name, metrics } = this.#options
    const length = batch.reduce((sum, job) => sum + job.length, 0)
    const start = performance.now()
    slot.isBusy = true
    this.#reading += length
    try {
      const inputs = batch.map(({ input }) => input)
      const predictions = await slot.worker.predict(inputs, batch[0]!.scores)
      const computeMs = performance.now() - start
      this.#measure(length / Math.max(computeMs, 0.01))
      metrics.batchSeconds.observe({ model: name }, computeMs / 1000)
      metrics.batchTexts.observe({ model: name }, batch.length)
      for (const [i, job] of batch.entries()) this.#settle(job, predictions[i]!, start, computeMs)
    } catch (error) {
      this.#recover(batch, error)
      if (isDeath(error)) this.#bury(slot, error)
    } finally {
      slot.isBusy = false
      this.#reading -= length
      this.#batcher.freed(performance.now())
      this.#pump()
    }
  }

  #settle({ request, at, arrived }: Job, prediction: object, start: number, computeMs: number): void {
    const queueMs = this.#countWait(arrived, start)
    request.predictions[at] = prediction
    request.queueMs = Math.max(request.queueMs, queueMs)
    request.computeMs = Math.max(request.computeMs, computeMs)
    request.left--
    if (request.left > 0) return
    const { predictions } = request
    request.done({ predictions, facts: this.facts, queueMs: request.queueMs, computeMs: request.computeMs })
  }

  /** @returns milliseconds */
  #countWait(arrived: number, until = performance.now()): number {
    this.#options.metrics.queueSeconds.observe({ model: this.#options.name }, (until - arrived) / 1000)
    return until - arrived
  }

  #measure(rate: number): void {
    this.#rate = this.#rate === undefined ? rate : this.#rate + FRESH * (rate - this.#rate)
  }

  /** One text of a batch must not be the end of the others: each is read again by itself, once. */
  #recover(batch: readonly Job[], error: unknown): void {
    for (const job of batch) {
      if (job.request.isOver) continue
      if (job.isAlone || batch.length === 1) job.request.failed(error)
      else {
        job.isAlone = true
        job.kind = `alone ${this.#solitary++}`
        this.#batcher.add(job)
      }
    }
  }

  #bury(slot: Slot, error: unknown): void {
    const { metrics, name, onError } = this.#options
    this.#slots.delete(slot)
    metrics.workerDeaths.inc({ model: name })
    onError(error)
    this.#replace(FIRST_RETRY_MS)
    this.#giveUpIfAlone()
  }

  /** Workers of a pool that is to end are not replaced: what waits for them would wait for ever. */
  #giveUpIfAlone(): void {
    if (!this.#retired || this.#slots.size > 0) return
    for (const request of new Set(this.#batcher.jobs.map((job) => job.request)))
      request.failed(new PoolEnded('no worker is left'))
  }

  #replace(delay: number): void {
    if (this.#retired) return
    const retry = setTimeout(async () => {
      this.#retries.delete(retry)
      try {
        const worker = await this.#options.reopen()
        if (this.#retired || this.#slots.size >= this.#size) return await worker.close()
        if (versionOf(worker.facts) !== versionOf(this.facts)) {
          await worker.close()
          throw fail('E_SERVE_REPLACED', {}, { file: worker.facts.folder })
        }
        this.#slots.add({ worker, isBusy: false })
        this.#pump()
      } catch (error) {
        this.#options.onError(error)
        this.#replace(Math.min(2 * delay, LAST_RETRY_MS))
      }
    }, delay)
    this.#retries.add(retry)
  }

  #stopReplacing(): void {
    for (const retry of this.#retries) clearTimeout(retry)
    this.#retries.clear()
  }
}

const isDeath = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'E_WORKER_DIED'
