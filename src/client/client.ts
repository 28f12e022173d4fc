import type { components } from './schema.ts'

type Schemas = components['schemas']
export type SingleAnswer = Schemas['SingleAnswer']
export type ManyAnswer = Schemas['ManyAnswer']
export type ServicePrediction = Schemas['Prediction']
export type ServiceEntity = Schemas['Entity']
export type ServedModel = Schemas['Model']
export type ModelsAnswer = Schemas['ModelsAnswer']

/** The part of `fetch` that is needed. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface ClientOptions {
  /** Where the service is, such as `http://127.0.0.1:7860`. */
  readonly url: string
  /** The key to show. */
  readonly key?: string
  /** Milliseconds for a call with all its tries; 30 seconds where left out. */
  readonly timeoutMs?: number
  /** How often a call is sent again that is told when to come back (429 or 503 with `Retry-After`); 3 where left out. */
  readonly retries?: number
  /** The language of errors. */
  readonly language?: 'zh' | 'en'
  /** Instead of the platform's own. */
  readonly fetch?: Fetch
}

export interface PredictOptions {
  /** The second text of a pair, or one for each text. */
  readonly pair?: string | readonly string[]
  /** Needed only where several models are served. */
  readonly model?: string
  /** Whether to give the probability of every class. */
  readonly scores?: boolean
  readonly signal?: AbortSignal
}

/** An answer of the service other than the one that was asked for. */
export class ServiceError extends Error {
  readonly status: number
  /** Stable, such as `E_SERVE_QUEUE`. */
  readonly code: string
  /** The part of the request that it is about. */
  readonly where: string | null
  readonly fix: string

  constructor(status: number, { code, what, where, fix }: Schemas['ErrorAnswer']['error']) {
    super(`[${code}] ${what}`)
    this.name = 'ServiceError'
    this.status = status
    this.code = code
    this.where = where
    this.fix = fix
  }
}

const BUSY = [429, 503]
/** Timers take no more: beyond, they run out at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/** A client of the service for browsers and Node. */
export class ServiceClient {
  readonly #options: ClientOptions

  constructor(options: ClientOptions) {
    this.#options = options
  }

  /**
   * Predicts on a text, or on many.
   *
   * @throws ServiceError, also where the service says to wait for longer than there is time, and where what answers is no
   *   service (code `HTTP_200` and the like); DOMException `TimeoutError`; the signal's reason; TypeError where the service is not reached
   */
  predict(text: string, options?: PredictOptions): Promise<SingleAnswer>
  predict(texts: readonly string[], options?: PredictOptions): Promise<ManyAnswer>
  async predict(
    text: string | readonly string[],
    { signal, ...options }: PredictOptions = {},
  ): Promise<SingleAnswer | ManyAnswer> {
    return (await this.#call('predict', signal, { text, ...options })) as SingleAnswer | ManyAnswer
  }

  /** What is served. @throws as `predict` */
  async models(signal?: AbortSignal): Promise<ModelsAnswer> {
    return (await this.#call('models', signal)) as ModelsAnswer
  }

  /** Calls until there is room, at most for the time of a call. */
  async #call(path: string, outer: AbortSignal | undefined, body?: object): Promise<unknown> {
    const { timeoutMs = 30_000, retries = 3 } = this.#options
    const deadline = performance.now() + timeoutMs
    const ended = new AbortController()
    const stop = () => ended.abort(outer!.reason)
    if (outer?.aborted) stop()
    outer?.addEventListener('abort', stop, { once: true })
    const timedOut = () => ended.abort(new DOMException(`no answer within ${timeoutMs} ms`, 'TimeoutError'))
    const timer = setTimeout(timedOut, Math.min(timeoutMs, LONGEST_TIMEOUT_MS))
    try {
      for (let tried = 0; ; tried++) {
        const answer = await this.#send(path, ended.signal, body)
        if (answer.ok) return await objectOf(answer)
        const wait = waitOf(answer)
        if (tried >= retries || wait === undefined) throw await errorOf(answer)
        ended.signal.throwIfAborted()
        // Its reason tells more than that the time is over.
        if (wait >= deadline - performance.now()) throw await errorOf(answer)
        // Else its connection cannot be used again.
        await answer.body?.cancel()
        await pause(wait, ended.signal)
      }
    } finally {
      clearTimeout(timer)
      outer?.removeEventListener('abort', stop)
    }
  }

  #send(path: string, signal: AbortSignal, body?: object): Promise<Response> {
    const { url, key, language, fetch: own } = this.#options
    const headers: Record<string, string> = {
      ...(body && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'x-api-key': key }),
      ...(language && { 'accept-language': language }),
    }
    const init = {
      method: body ? 'POST' : 'GET',
      headers,
      signal,
      ...(body && { body: JSON.stringify(body) }),
    }
    return (own ?? fetch)(`${url.replace(/\/$/, '')}/${path}`, init)
  }
}

/**
 * How long an answer says to wait, in milliseconds; undefined where it does not. The service leaves that out where
 * waiting would be in vain.
 */
function waitOf({ status, headers }: Response): number | undefined {
  const after = headers.get('retry-after')
  if (!BUSY.includes(status) || !after) return undefined
  if (/^\d+$/.test(after)) return Number(after) * 1000
  // Proxies may name an hour instead, beginning with its day. `Date.parse` would take 1.5 and -5 for hours long ago.
  const until = /^[a-z]/i.test(after) ? Date.parse(after) : Number.NaN
  return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now())
}

/** What a good answer holds. @throws ServiceError where it is none of the service's, such as the page of a login */
async function objectOf(answer: Response): Promise<object> {
  const text = await answer.text()
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null) return json
  } catch {
    // As below.
  }
  throw foreignError(answer, text)
}

/** What an answer says is wrong; a proxy between may not speak as the service does. */
async function errorOf(answer: Response): Promise<ServiceError> {
  const text = await answer.text()
  try {
    const { error } = JSON.parse(text) as Schemas['ErrorAnswer']
    if (typeof error.code === 'string' && typeof error.what === 'string')
      return new ServiceError(answer.status, error)
  } catch {
    // As below.
  }
  return foreignError(answer, text)
}

function foreignError({ status, statusText }: Response, text: string): ServiceError {
  const what = text.slice(0, 200) || statusText
  return new ServiceError(status, { code: `HTTP_${status}`, what, where: null, fix: '' })
}

/** @throws the signal's reason */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
