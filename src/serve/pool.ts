import { defineErrors } from '../base/errors.ts'
import type { TaskInput } from '../tasks/index.ts'
import type { Job, Outcome, Request } from './_job.ts'
import { Replacing } from './_replacing.ts'
import { Slot } from './_slot.ts'
import { Batcher } from './batcher.ts'
import type { Batching } from './limits.ts'
import type { Metrics } from './metrics.ts'
import { charactersOf, type Lane, laneOf, NO_WORK, Pace, type Work, workOf } from './pace.ts'
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

export interface PoolOptions {
  readonly name: string
  readonly batching: Batching
  readonly metrics: Metrics
  /** Opens another worker of the same model, in place of one that died. */
  readonly reopen: () => Promise<ServeWorker>
  readonly onError: (error: unknown) => void
}

/** One version of a model: its workers, and the texts that wait for them. */
export class Pool {
  readonly facts: ServedFacts
  readonly #options: PoolOptions
  readonly #batcher: Batcher<Job>
  readonly #slots = new Set<Slot>()
  readonly #size: number
  #timer: NodeJS.Timeout | undefined
  readonly #replacing: Replacing
  readonly #pace: Pace
  #retired = false
  #whenEmpty: (() => void) | undefined
  #solitary = 0

  /** @param workers of one and the same model, one at least */
  constructor(workers: readonly ServeWorker[], options: PoolOptions) {
    this.facts = workers[0]!.facts
    this.#options = options
    this.#batcher = new Batcher(options.batching)
    this.#pace = new Pace(options.batching)
    this.#size = workers.length
    this.#replacing = new Replacing(() => this.#reopen(), options.onError)
    for (const worker of workers) this.#slots.add(new Slot(worker))
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

  /** Seconds that a request would wait for what is due before it is done, by the time of the last batches; 0 while that is not known. */
  expectedWait(inputs: readonly TaskInput[]): number {
    const lengths = inputs.map(lengthOf)
    const now = performance.now()
    const due = now + this.#pace.requestMs(lengths, this.#count)
    const { batching } = this.#options
    const work = this.#batcher.workDue(due, 'short')
    const short = this.#pace.timeOf(work) + this.#leftOf('short', now)
    const long = this.#pace.timeOf(this.#batcher.workDue(due, 'long')) + this.#leftOf('long', now)
    // Between two batches of short texts there is at most one of a long text.
    const turns =
      (Math.ceil(work.batches) + 1) * this.#pace.timeOf({ batches: 1, characters: batching.tokens })
    const isShort = lengths.every((length) => laneOf(length, batching) === 'short')
    const ms = short + (isShort ? Math.min(long, turns) : long)
    return ms / this.#count / 1000
  }

  /** Seconds that a request would take if it were the only one; undefined while that is not known well. */
  expectedTime(inputs: readonly TaskInput[]): number | undefined {
    if (!this.#pace.isSureOfLength(performance.now())) return undefined
    return this.#pace.requestMs(inputs.map(lengthOf), this.#count) / 1000
  }

  /**
   * When a text is due that has such work of its own request before it. Asked for again and again: were that settled when a
   * request comes, the texts of a large one would all be overdue when the machine gets slower, and go before all others.
   */
  #dueAfter(before: Work, arrived: number): () => number {
    return () => arrived + this.#pace.placeOf(before) / this.#count
  }

  /** Of workers. */
  get #count(): number {
    return Math.max(1, this.#slots.size)
  }

  get #isReading(): boolean {
    return [...this.#slots].some(({ isReading }) => isReading)
  }

  /** Milliseconds until what is read is done. */
  #leftOf(lane: Lane, now: number): number {
    let ms = 0
    for (const { [lane]: reading } of this.#slots) if (reading) ms += this.#pace.leftOf(reading, now)
    return ms
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
        if (request.left > 0) for (const slot of this.#slots) slot.giveUpWhatIsOver()
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
      let before = NO_WORK
      for (const [at, input] of inputs.entries()) {
        const length = lengthOf(input)
        const due = this.#dueAfter(before, arrived)
        const job = { length, kind: String(scores), arrived, due, isAlone: false, input, scores, at, request }
        before = workOf(length, this.#options.batching, before)
        jobs.add(job)
        this.#batcher.add(job)
      }
      this.#pump()
    })
  }

  /** Finishes what was asked for, as long as there are workers, then ends them. */
  async retire(): Promise<void> {
    this.#retired = true
    this.#replacing.stop()
    this.#giveUpIfAlone()
    if (this.#batcher.size > 0 || this.#isReading) {
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve
      })
    }
    await this.close()
  }

  /** Ends the workers; what is under way fails. */
  async close(): Promise<void> {
    this.#retired = true
    this.#replacing.stop()
    clearTimeout(this.#timer)
    await Promise.all([...this.#slots].map(({ worker }) => worker.close()))
    this.#slots.clear()
  }

  #pump(): void {
    for (const slot of this.#slots) this.#fill(slot)
    this.#checkEmpty()
  }

  /** Gives a worker what it has room for. */
  #fill(slot: Slot): void {
    while (slot.hasRoom) {
      const isOtherBusy = [...this.#slots].some((other) => other !== slot && other.isReading)
      const next = this.#batcher.next(performance.now(), isOtherBusy, slot.long !== undefined)
      if (next === undefined) return
      if ('waitMs' in next) {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => this.#pump(), Math.ceil(next.waitMs))
        return
      }
      void this.#read(slot, next.batch)
    }
  }

  #checkEmpty(): void {
    if (this.#batcher.size === 0 && !this.#isReading) this.#whenEmpty?.()
  }

  /** Lets a worker read a batch. */
  async #read(slot: Slot, batch: readonly Job[]): Promise<void> {
    const { name, metrics, batching } = this.#options
    const lane = laneOf(batch[0]!.length, batching)
    const characters = batch.reduce((sum, job) => sum + job.length, 0)
    const start = performance.now()
    const giveUp = new AbortController()
    slot[lane] = { characters, start, batch, giveUp }
    try {
      const inputs = batch.map(({ input }) => input)
      const { predictions, ms } = await slot.worker.predict(inputs, batch[0]!.scores, giveUp.signal)
      this.#pace.learn(characters, ms, performance.now())
      if (lane === 'short' && slot.long) slot.long.start += ms
      metrics.batchSeconds.observe({ model: name }, ms / 1000)
      metrics.batchTexts.observe({ model: name }, batch.length)
      for (const [i, job] of batch.entries()) this.#settle(job, predictions[i]!, start, ms)
    } catch (error) {
      this.#recover(batch, error)
      if (isDeath(error)) this.#bury(slot, error)
    } finally {
      slot[lane] = undefined
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

  /** One text must not be the end of others of its batch, or of its worker: each is read again by itself, once. */
  #recover(batch: readonly Job[], error: unknown): void {
    for (const job of batch) {
      if (job.request.isOver) continue
      if (job.isAlone || (batch.length === 1 && !isDeath(error))) job.request.failed(error)
      else {
        job.isAlone = true
        job.kind = `alone ${this.#solitary++}`
        this.#batcher.add(job)
      }
    }
  }

  #bury(slot: Slot, error: unknown): void {
    const { metrics, name, onError } = this.#options
    // Both batches of a worker that read two end with it, and it has died once.
    if (this.#slots.delete(slot)) {
      metrics.workerDeaths.inc({ model: name })
      onError(error)
      this.#replacing.start()
    }
    this.#giveUpIfAlone()
  }

  /** Workers of a pool that is to end are not replaced: what waits for them would wait for ever. */
  #giveUpIfAlone(): void {
    if (!this.#retired || this.#slots.size > 0) return
    for (const request of new Set(this.#batcher.jobs.map((job) => job.request)))
      request.failed(new PoolEnded('no worker is left'))
  }

  async #reopen(): Promise<void> {
    const worker = await this.#options.reopen()
    if (this.#retired || this.#slots.size >= this.#size) return await worker.close()
    if (versionOf(worker.facts) !== versionOf(this.facts)) {
      await worker.close()
      throw fail('E_SERVE_REPLACED', {}, { file: worker.facts.folder })
    }
    this.#slots.add(new Slot(worker))
    this.#pump()
  }
}

/** Of a text with its pair and what frames it. */
const lengthOf = (input: TaskInput): number => charactersOf(input) + 2

const isDeath = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'E_WORKER_DIED'
