import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { type Refusal, refuse } from './errors.ts'
import { Exchange } from './exchange.ts'
import type { Metrics } from './metrics.ts'

/** What a request did, for its line in the log. */
export interface RequestFacts {
  model?: string
  texts?: number
  characters?: number
  queueMs?: number
  computeMs?: number
  code?: string
  /** Only where the log may hold texts. */
  content?: unknown
}

declare module 'fastify' {
  interface FastifyRequest {
    facts: RequestFacts
    exchange: Exchange
  }
}

/** A line in the log and figures for each request, however it ends. */
export class RequestLog {
  readonly #logger: Logger
  readonly #metrics: Metrics
  #isCutting = false
  #cut = 0
  /** Of the requests that have no line yet. */
  readonly #untold = new Set<Promise<void>>()

  constructor(logger: Logger, metrics: Metrics) {
    this.#logger = logger
    this.#metrics = metrics
  }

  /** Follows a request until it is over, and tells it then. */
  follow(request: FastifyRequest, reply: FastifyReply): void {
    request.facts = {}
    const exchange = new Exchange(request.raw, reply.raw)
    request.exchange = exchange
    let onTold = () => {}
    const told = new Promise<void>((resolve) => {
      onTold = resolve
    })
    this.#untold.add(told)
    exchange.whenOver(() => {
      this.#tell(request, reply)
      this.#untold.delete(told)
      onTold()
    })
  }

  /** Waits until every request has its line, for a service whose connections are all closed. */
  async allTold(): Promise<void> {
    await Promise.all(this.#untold)
  }

  /** Says that the service closes connections itself from now on: what is not answered is not the clients' doing. */
  startCutting(): void {
    this.#isCutting = true
  }

  /** Requests that the service itself left without an answer. */
  get cut(): number {
    return this.#cut
  }

  /** Tells of what never became a request. */
  broken(status: number, code: string): void {
    this.#count('*', status, { code })
    this.#logger.info({ route: '*', status, code }, 'request')
  }

  #tell(request: FastifyRequest, reply: FastifyReply): void {
    const { exchange, id, method } = request
    const { code: ownCode, ...facts } = request.facts
    // Answered outside of the framework, or not at all.
    const instead = exchange.refusal ?? (exchange.isSent ? undefined : this.#unanswered())
    const { status, code } = instead
      ? { status: instead.status, code: instead.error.code }
      : { status: reply.statusCode, code: ownCode }
    const route = request.routeOptions.url ?? '*'
    this.#count(route, status, { code, model: facts.model })
    this.#metrics.seconds.observe({ route, status }, exchange.elapsed / 1000)
    const line = { request: id, method, route, status, ms: tenth(exchange.elapsed) }
    this.#logger.info({ ...line, ...facts, ...(code !== undefined && { code }) }, 'request')
  }

  #unanswered(): Refusal {
    if (!this.#isCutting) return refuse('E_SERVE_GONE', {})
    this.#cut++
    return refuse('E_SERVE_CUT', {})
  }

  #count(
    route: string,
    status: number,
    { code, model }: { code: string | undefined; model?: string | undefined },
  ): void {
    this.#metrics.requests.inc({ route, status })
    if (code !== undefined) this.#metrics.refusals.inc({ code, ...(model !== undefined && { model }) })
  }
}

export const tenth = (ms: number): number => Math.round(ms * 10) / 10
