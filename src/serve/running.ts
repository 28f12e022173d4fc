import { availableParallelism } from 'node:os'
import type { FastifyInstance } from 'fastify'
import { defineErrors } from '../base/errors.ts'
import { isSystemError } from '../base/files.ts'
import { modelFolderOf, unscoredFolderOf } from '../train/index.ts'
import { Admission } from './admission.ts'
import { fullError } from './errors.ts'
import { newHttp } from './http.ts'
import { Keys } from './keys.ts'
import {
  DEFAULT_BATCHING,
  DEFAULT_HOST,
  DEFAULT_PORT,
  DEFAULT_RELOAD,
  type Limits,
  limitsWith,
} from './limits.ts'
import { isLoopback, Listening } from './listening.ts'
import { type Log, openLog } from './log.ts'
import { Metrics } from './metrics.ts'
import { type ModelEvent, ModelHost } from './model-host.ts'
import { RequestLog } from './request-log.ts'
import { addRoutes } from './routes.ts'
import { openWorker } from './serve-worker.ts'
import type { Service, ServiceEvent, ServiceOptions } from './service.ts'

const fail = defineErrors({
  E_SERVE_LISTEN: {
    zh: {
      what: '无法监听 {host}:{port}：{reason}',
      fix: '换一个 --port，或停止占用它的程序；--host 应是本机的地址或名称',
    },
    en: {
      what: 'cannot listen at {host}:{port}: {reason}',
      fix: 'give another --port, or stop what has it; --host is an address of this machine, or a name of one',
    },
  },
})

/** Between two looks for idle connections while the service stops, in milliseconds. */
const IDLE_INTERVAL = 100

/** A service from its start to its end. */
export class Running implements Service {
  readonly #options: ServiceOptions
  readonly #limits: Limits
  readonly #log: Log
  readonly #hosts: readonly ModelHost[]
  readonly #admission: Admission
  readonly #metrics = new Metrics()
  readonly #requests: RequestLog
  #app: FastifyInstance | undefined
  #listening: Listening | undefined
  #state: 'starting' | 'ready' | 'draining' = 'starting'
  #timer: NodeJS.Timeout | undefined
  #end: Promise<void> | undefined
  #hasStopped = false
  url = ''
  port = 0

  constructor(options: ServiceOptions) {
    this.#options = options
    this.#log = openLog(options.log)
    this.#requests = new RequestLog(this.#log.logger, this.#metrics)
    this.#limits = limitsWith(options.limits)
    this.#admission = new Admission(this.#limits)
    const { workers = 1, models, open = openWorker } = options
    const threads =
      options.threads ?? Math.max(1, Math.floor(availableParallelism() / (workers * models.length)))
    const common = {
      workers,
      threads,
      limits: this.#limits,
      batching: { ...DEFAULT_BATCHING, ...options.batching },
      metrics: this.#metrics,
      open,
      onEvent: (event: ModelEvent) => this.#tell(event),
    }
    this.#hosts = models.map((served) => new ModelHost(served, common))
  }

  async start(): Promise<void> {
    const { keys = [], cors = [], logTexts = false, reload = DEFAULT_RELOAD } = this.#options
    const [limits, metrics] = [this.#limits, this.#metrics]
    // A run that is not there is told before anything listens.
    if (!this.#options.open) for (const { run } of this.#options.models) modelFolderOf(run)
    // Threads load their models while this one gets ready to listen.
    const opening = Promise.all(this.#hosts.map((host) => host.open()))
    opening.catch(() => {})
    const app = await newHttp({
      limits,
      logger: this.#log.logger,
      log: this.#requests,
      cors,
      isDraining: () => this.#state === 'draining',
    })
    this.#app = app
    addRoutes(app, {
      hosts: this.#hosts,
      keys: new Keys(keys),
      admission: this.#admission,
      limits,
      metrics,
      logTexts,
      state: () => this.#state,
    })
    this.#watchState()
    await this.#listen(app)
    await orAborted(opening, this.#options.signal)
    this.#state = 'ready'
    const models = this.#hosts.map(({ name, facts }) => {
      const { notes: _, ...shown } = facts!
      return { name, ...shown }
    })
    this.#tell({ event: 'ready', models })
    if (reload > 0)
      this.#timer = setInterval(() => {
        for (const host of this.#hosts) void host.look()
      }, reload * 1000)
  }

  drain(): Promise<void> {
    this.#end ??= this.#drain()
    return this.#end
  }

  async close(): Promise<void> {
    this.#state = 'draining'
    clearInterval(this.#timer)
    this.#requests.startCutting()
    this.#app?.server.closeAllConnections()
    await Promise.all([this.#closeDoors(), ...this.#hosts.map((host) => host.close())])
    this.#tellStopped()
    this.#log.flush()
  }

  async #drain(): Promise<void> {
    this.#state = 'draining'
    clearInterval(this.#timer)
    this.#tell({ event: 'draining', underWay: this.#admission.underWay })
    const server = this.#app!.server
    const late = setTimeout(() => {
      this.#requests.startCutting()
      server.closeAllConnections()
    }, this.#limits.drain * 1000)
    // Those that were busy when it began.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_INTERVAL)
    await this.#closeDoors()
    clearInterval(idle)
    clearTimeout(late)
    await Promise.all(this.#hosts.map((host) => host.retire()))
    this.#tellStopped()
    this.#log.flush()
  }

  async #closeDoors(): Promise<void> {
    await Promise.all([this.#app?.close(), this.#listening?.close()])
    // What was cut is told a moment after its connection is no more.
    await this.#requests.allTold()
  }

  /** Once, and only of what has begun: a second signal ends what the first had begun to end. */
  #tellStopped(): void {
    if (this.port === 0 || this.#hasStopped) return
    this.#hasStopped = true
    this.#tell({ event: 'stopped', cut: this.#requests.cut })
  }

  async #listen(app: FastifyInstance): Promise<void> {
    const { host = DEFAULT_HOST, port: wanted = DEFAULT_PORT, keys = [] } = this.#options
    this.#listening = new Listening(app)
    const { addresses, port } = await this.#listening.open(host, wanted).catch((error: unknown) => {
      if (!isSystemError(error)) throw error
      throw fail('E_SERVE_LISTEN', { host, port: wanted, reason: error.message }, {}, error)
    })
    this.port = port
    this.url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
    this.#tell({ event: 'listening', url: this.url, host, port, addresses })
    if (keys.length === 0 && !addresses.every(isLoopback)) this.#tell({ event: 'unprotected', host })
    if (this.#options.open) return
    for (const { name, run } of this.#options.models) {
      const folder = unscoredFolderOf(run)
      if (folder !== undefined) this.#tell({ event: 'unfinished', model: name, run, folder })
    }
  }

  #watchState(): void {
    const hosts = this.#hosts
    this.#metrics.gauge('requests_under_way', 'Requests that are worked on.', [], (gauge) => {
      gauge.set(this.#admission.underWay)
    })
    this.#metrics.gauge('waiting_texts', 'Texts that wait for a model.', ['model'], (gauge) => {
      for (const { name, waiting } of hosts) gauge.set({ model: name }, waiting)
    })
    this.#metrics.gauge('model_ready', 'Whether a model answers.', ['model', 'hash', 'lexicon'], (gauge) => {
      for (const { name, facts, isReady } of hosts)
        gauge.set({ model: name, hash: facts?.hash ?? '', lexicon: facts?.lexicon ?? '' }, Number(isReady))
    })
  }

  #tell(event: ServiceEvent): void {
    const { logger } = this.#log
    if ('error' in event) {
      const { event: name, model, error } = event
      logger.error({ event: name, model, ...fullError(error) }, name)
    } else if (isWarning(event)) logger.warn(event, event.event)
    else logger.info(event, event.event)
    this.#options.onEvent?.(event)
  }
}

const isWarning = (event: ServiceEvent): boolean =>
  ['unprotected', 'unfinished', 'lexicon-note'].includes(event.event) ||
  (event.event === 'stopped' && event.cut > 0)

/** The work's result, unless the signal comes first. @throws the signal's reason */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  signal.throwIfAborted()
  return new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}
