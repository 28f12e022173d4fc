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
  /** How often a call that the service has no room for (429, 503) is sent again; 3 where left out. */
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
const FIRST_WAIT_MS = 250
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
   * @throws ServiceError, also where the service says to wait for longer than there is time; DOMException `TimeoutError`; the signal's reason; TypeError where the service is not reached
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
        if (answer.ok) return await answer.json()
        if (tried >= retries || !BUSY.includes(answer.status)) throw await errorOf(answer)
        const asked = Number(answer.headers.get('retry-after') ?? Number.NaN) * 1000
        const wait = Number.isFinite(asked) ? asked : FIRST_WAIT_MS * 2 ** tried
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
  const what = text.slice(0, 200) || answer.statusText
  return new ServiceError(answer.status, { code: `HTTP_${answer.status}`, what, where: null, fix: '' })
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
