import { availableParallelism } from 'node:os'
import type { FastifyInstance } from 'fastify'
import type { DestinationStream } from 'pino'
import { defineErrors } from '../base/errors.ts'
import { isSystemError } from '../base/files.ts'
import { quote } from '../base/quote.ts'
import { Admission } from './admission.ts'
import { newHttp } from './http.ts'
import { Keys } from './keys.ts'
import { type Batching, DEFAULT_BATCHING, DEFAULT_LIMITS, type Limits } from './limits.ts'
import { type Log, openLog } from './log.ts'
import { Metrics } from './metrics.ts'
import { type ModelEvent, ModelHost, publicError } from './model-host.ts'
import type { ServedFacts, ServedRun } from './protocol.ts'
import { addRoutes } from './routes.ts'
import { type OpenWorker, openWorker } from './serve-worker.ts'

const fail = defineErrors({
  E_SERVE_LISTEN: {
    zh: {
      what: '无法监听 {host}:{port}：{reason}',
      fix: '换一个 --port，或停止占用它的程序；--host 应是本机的地址',
    },
    en: {
      what: 'cannot listen at {host}:{port}: {reason}',
      fix: 'give another --port, or stop what has it; --host is an address of this machine',
    },
  },
  E_SERVE_NAME: {
    zh: { what: '模型名 {name} 不可用', fix: '用字母、数字、点、横线和下划线：写作 名称=目录' },
    en: {
      what: '{name} cannot name a model',
      fix: 'use letters, digits, dots, dashes and underscores: write NAME=FOLDER',
    },
  },
  E_SERVE_NAME_TWICE: {
    zh: { what: '两个模型都叫 {name}', fix: '用 名称=目录 给它们不同的名称' },
    en: { what: 'two models are named {name}', fix: 'give them names of their own: NAME=FOLDER' },
  },
})

/** What happens while a service runs. */
export type ServiceEvent =
  | { readonly event: 'listening'; readonly url: string; readonly host: string; readonly port: number }
  | { readonly event: 'ready'; readonly models: readonly (ServedFacts & { readonly name: string })[] }
  | { readonly event: 'draining'; readonly underWay: number }
  | { readonly event: 'stopped' }
  | ModelEvent

export interface ServiceOptions {
  readonly models: readonly ServedRun[]
  /** 127.0.0.1 where left out: this machine alone. */
  readonly host?: string
  /** 7860 where left out; 0 takes one that is free. */
  readonly port?: number
  /** Threads that predict, a model: each holds the model's weights. */
  readonly workers?: number | undefined
  /** Threads of ONNX Runtime of each worker; left out: the processors are shared out. */
  readonly threads?: number | undefined
  readonly limits?: Partial<Limits>
  readonly batching?: Partial<Batching>
  /** Keys that clients must show one of; none: everybody is let in. */
  readonly keys?: readonly string[]
  readonly cors?: readonly string[]
  /** Seconds between two looks at the files; 0: they are not followed. */
  readonly reload?: number
  readonly logTexts?: boolean
  /** Where the log goes; standard error where left out. */
  readonly log?: DestinationStream
  readonly onEvent?: (event: ServiceEvent) => void
  /** Ends the start. */
  readonly signal?: AbortSignal
  /** How a worker is opened. */
  readonly open?: OpenWorker
}

/** Models behind HTTP. */
export interface Service {
  /** Without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Takes nothing new, finishes what was accepted and ends. */
  drain(): Promise<void>
  /** Ends at once. */
  close(): Promise<void>
}

const NAME = /^[\p{L}\p{N}._-]{1,64}$/u
export const DEFAULT_PORT = 7860
export const DEFAULT_HOST = '127.0.0.1'
export const DEFAULT_RELOAD = 2

/**
 * Starts a service of saved models. It listens at once and is ready when it resolves.
 *
 * @throws E_SERVE_LISTEN, E_SERVE_NAME, E_SERVE_NAME_TWICE, and what opening a model throws; the signal's reason
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  checkNames(options.models)
  const running = new Running(options, openLog(options.log))
  try {
    await running.start()
  } catch (error) {
    await running.close()
    throw error
  }
  return running
}

class Running implements Service {
  readonly #options: ServiceOptions
  readonly #limits: Limits
  readonly #log: Log
  readonly #hosts: readonly ModelHost[]
  readonly #admission: Admission
  readonly #metrics = new Metrics()
  #app: FastifyInstance | undefined
  #state: 'starting' | 'ready' | 'draining' = 'starting'
  #timer: NodeJS.Timeout | undefined
  #end: Promise<void> | undefined
  url = ''
  port = 0

  constructor(options: ServiceOptions, log: Log) {
    this.#options = options
    this.#log = log
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits }
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
    const app = await newHttp({ limits, metrics, logger: this.#log.logger, cors })
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
    await orAborted(Promise.all(this.#hosts.map((host) => host.open())), this.#options.signal)
    this.#state = 'ready'
    const models = this.#hosts.map((host) => ({ name: host.name, ...host.facts! }))
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
    this.#app?.server.closeAllConnections()
    await Promise.all([this.#app?.close(), ...this.#hosts.map((host) => host.close())])
    this.#log.flush()
  }

  async #drain(): Promise<void> {
    this.#state = 'draining'
    clearInterval(this.#timer)
    this.#tell({ event: 'draining', underWay: this.#admission.underWay })
    const server = this.#app!.server
    const late = setTimeout(() => server.closeAllConnections(), this.#limits.drain * 1000)
    await this.#app!.close()
    clearTimeout(late)
    await Promise.all(this.#hosts.map((host) => host.retire()))
    this.#tell({ event: 'stopped' })
    this.#log.flush()
  }

  async #listen(app: FastifyInstance): Promise<void> {
    const { host = DEFAULT_HOST, port = DEFAULT_PORT } = this.#options
    try {
      await app.listen({ host, port })
    } catch (error) {
      if (!isSystemError(error)) throw error
      throw fail('E_SERVE_LISTEN', { host, port, reason: error.message }, {}, error)
    }
    this.port = (app.server.address() as { port: number }).port
    this.url = `http://${host.includes(':') ? `[${host}]` : host}:${this.port}`
    this.#tell({ event: 'listening', url: this.url, host, port: this.port })
  }

  #watchState(): void {
    const hosts = this.#hosts
    this.#metrics.gauge('requests_under_way', 'Requests that are worked on.', [], (gauge) => {
      gauge.set(this.#admission.underWay)
    })
    this.#metrics.gauge('waiting_texts', 'Texts that wait for a model.', ['model'], (gauge) => {
      for (const { name, waiting } of hosts) gauge.set({ model: name }, waiting)
    })
    this.#metrics.gauge('model_ready', 'Whether a model answers.', ['model', 'hash'], (gauge) => {
      for (const { name, facts, isReady } of hosts)
        gauge.set({ model: name, hash: facts?.hash ?? '' }, Number(isReady))
    })
  }

  #tell(event: ServiceEvent): void {
    const { logger } = this.#log
    if ('error' in event) {
      const { event: name, model, error } = event
      logger.error({ event: name, model, ...publicError(error) }, name)
    } else logger.info(event, event.event)
    this.#options.onEvent?.(event)
  }
}

/** The work's result, unless the signal comes first. @throws the signal's reason */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  signal.throwIfAborted()
  return new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}

/** @throws E_SERVE_NAME, E_SERVE_NAME_TWICE */
function checkNames(models: readonly ServedRun[]): void {
  const seen = new Set<string>()
  for (const { name } of models) {
    if (!NAME.test(name)) throw fail('E_SERVE_NAME', { name: quote(name) })
    if (seen.has(name)) throw fail('E_SERVE_NAME_TWICE', { name: quote(name) })
    seen.add(name)
  }
}
