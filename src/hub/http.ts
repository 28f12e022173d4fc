import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type Dispatcher, EnvHttpProxyAgent, errors, request } from 'undici'
import { fail } from './errors.ts'

/** A pause before a request is tried again. */
export interface Wait {
  readonly url: string
  /** Why: what the server or the system said. */
  readonly reason: string
  readonly seconds: number
}

export interface HttpOptions {
  readonly signal?: AbortSignal | undefined
  /** Milliseconds without a byte after which a connection counts as dead. */
  readonly stallMs?: number
  /** Milliseconds before the second attempt; each further wait is twice as long. */
  readonly retryMs?: number
  /** How often a request is tried. */
  readonly attempts?: number
  /** Hears of every pause before another attempt. */
  readonly onWait?: (wait: Wait) => void
  /** Proxies; left out: those of the environment. */
  readonly dispatcher?: Dispatcher
}

const STALL_MS = 30_000
const RETRY_MS = 500
const ATTEMPTS = 6
/** A server may ask for no longer a wait than this. */
const LONGEST_WAIT_MS = 60_000
const REDIRECTS = 10
/** Answers that are not files are small. */
const MOST_JSON = 16_000_000

/** An answer whose body is still to be read; one that is not read must be given up with `drop`. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Where it came from, redirects followed. */
  readonly url: string
  readonly body: Dispatcher.ResponseData['body']
}

/** What is worth another attempt, and after how long at least. */
class Transient extends Error {
  readonly waitMs: number

  constructor(reason: string, waitMs = 0, cause?: unknown) {
    super(reason, { cause })
    this.waitMs = waitMs
  }
}

/** Requests that go through the user's proxies, follow redirects by hand, and are tried again when the network fails. */
export class Http {
  readonly #options: HttpOptions
  readonly #dispatcher: Dispatcher
  readonly #stallMs: number
  readonly attempts: number

  constructor(options: HttpOptions = {}) {
    const { dispatcher, stallMs = STALL_MS, attempts = ATTEMPTS } = options
    this.#options = options
    this.#stallMs = stallMs
    this.attempts = attempts
    const timeouts = { headersTimeout: stallMs, bodyTimeout: stallMs, connect: { timeout: stallMs } }
    try {
      this.#dispatcher = dispatcher ?? quietly(() => new EnvHttpProxyAgent(timeouts))
    } catch (error) {
      throw fail('E_HUB_PROXY', { reason: (error as Error).message }, {}, error)
    }
  }

  /**
   * Tries `work` again, with growing pauses, as long as what it throws is the network's fault.
   *
   * @param isProgress asked after a failure: whether it came further than the time before, which starts the count anew
   * @throws E_HUB_UNREACHABLE after the last attempt; what else `work` throws
   */
  async retry<T>(url: string, work: () => Promise<T>, isProgress = () => false): Promise<T> {
    const { retryMs = RETRY_MS, signal, onWait } = this.#options
    for (let attempt = 1; ; attempt++) {
      signal?.throwIfAborted()
      try {
        return await work()
      } catch (error) {
        signal?.throwIfAborted()
        if (!isTransient(error)) throw error
        if (isProgress()) attempt = 1
        if (attempt >= this.attempts) throw unreachable(url, error, this.attempts)
        // A little at random, so that many who were cut off do not all come back at once.
        const pause = retryMs * 2 ** (attempt - 1) * (0.5 + randomInt(1000) / 1000)
        const wait = Math.max(pause, error instanceof Transient ? error.waitMs : 0)
        onWait?.({ url, reason: reasonOf(error), seconds: wait / 1000 })
        await delay(wait, undefined, signal && { signal })
      }
    }
  }

  /**
   * One request. Redirects are followed, within a limit; the sign-in goes to the first host only. 429 and 5xx count as the
   * network's fault.
   *
   * @param follow whether redirects to other hosts are followed, too; if not, the redirect itself is the answer
   */
  async request(
    method: 'GET' | 'HEAD',
    url: string,
    { headers = {}, authorization, follow = true }: RequestOptions = {},
  ): Promise<Answer> {
    const first = new URL(url).host
    let at = url
    for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
      const answer = await this.#once(method, at, {
        'user-agent': 'hantune',
        // Sizes and ranges are those of the file itself.
        'accept-encoding': 'identity',
        ...headers,
        ...(authorization !== undefined && new URL(at).host === first && { authorization }),
      })
      const { location } = answer.headers
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer
      const next = new URL(location, at)
      if (!/^https?:$/.test(next.protocol) || (at.startsWith('https:') && next.protocol === 'http:'))
        throw fail('E_HUB_ANSWER', { url: at, reason: `→ ${next.origin}` })
      if (!follow && next.host !== first) return answer
      await drop(answer)
      at = next.href
    }
    throw fail('E_HUB_ANSWER', { url, reason: `> ${REDIRECTS} × HTTP 30x` })
  }

  async #once(method: 'GET' | 'HEAD', url: string, headers: Record<string, string>): Promise<Answer> {
    const { signal } = this.#options
    const found = await request(url, {
      method,
      headers,
      dispatcher: this.#dispatcher,
      headersTimeout: this.#stallMs,
      bodyTimeout: this.#stallMs,
      ...(signal && { signal }),
    }).catch((error: unknown) => {
      // A certificate that is not trusted, a port that is forbidden: no other attempt mends it.
      const isLasting = !signal?.aborted && !isTransient(error) && 'code' in (error as Error)
      throw isLasting ? unreachable(url, error, 1) : error
    })
    const answer: Answer = {
      status: found.statusCode,
      headers: Object.fromEntries(
        Object.entries(found.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      ),
      url,
      body: found.body,
    }
    // A body may break before anybody reads it; whoever reads it then is told.
    answer.body.on('error', () => {})
    if (answer.status === 429 || answer.status >= 500 || answer.status === 408) {
      await drop(answer)
      throw new Transient(`HTTP ${answer.status}`, retryAfter(answer.headers['retry-after']))
    }
    return answer
  }

  /** A JSON answer and its status. @throws E_HUB_ANSWER for what is no JSON, E_HUB_UNREACHABLE */
  async json(
    url: string,
    authorization?: string,
  ): Promise<{ readonly status: number; readonly json: unknown }> {
    return this.retry(url, async () => {
      const answer = await this.request('GET', url, { ...(authorization !== undefined && { authorization }) })
      const parts: Buffer[] = []
      let size = 0
      for await (const part of answer.body) {
        size += (part as Buffer).length
        if (size > MOST_JSON) throw fail('E_HUB_ANSWER', { url, reason: `> ${MOST_JSON} bytes` })
        parts.push(part as Buffer)
      }
      const length = answer.headers['content-length']
      if (length !== undefined && Number(length) !== size) throw new Transient(`${size} / ${length} bytes`)
      const text = Buffer.concat(parts).toString('utf8')
      try {
        return { status: answer.status, json: JSON.parse(text) as unknown }
      } catch (error) {
        if (answer.status >= 400) return { status: answer.status, json: undefined }
        throw fail('E_HUB_ANSWER', { url, reason: JSON.stringify(text.slice(0, 60)) }, {}, error)
      }
    })
  }

  async close(): Promise<void> {
    if (!this.#options.dispatcher) await this.#dispatcher.close()
  }
}

/** Keeps the library's word that its proxy agent may yet change from the user, who can do nothing about it. */
function quietly<T>(make: () => T): T {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return make()
  } finally {
    process.emitWarning = emitWarning
  }
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** The header that tells who asks. */
  readonly authorization?: string
  readonly follow?: boolean
}

/** Lets go of a body that nobody reads. */
export async function drop({ body }: Answer): Promise<void> {
  body.destroy()
}

/** Says that something was the network's fault. */
export const transient = (reason: string): Error => new Transient(reason)

/** Codes of sockets and of undici that another attempt may cure. */
const NETWORK =
  /^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_(?!INVALID_ARG))/

function isTransient(error: unknown): boolean {
  if (error instanceof Transient) return true
  if (error instanceof errors.RequestAbortedError) return false
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return (typeof code === 'string' && NETWORK.test(code)) || (cause !== undefined && isTransient(cause))
}

const unreachable = (url: string, error: unknown, attempts: number): Error =>
  fail('E_HUB_UNREACHABLE', { url, reason: reasonOf(error), attempts }, {}, error)

function reasonOf(error: unknown): string {
  const { message, code } = error as Error & { code?: string }
  return message || code || String(error)
}

/** Seconds, or a date. */
function retryAfter(value: string | undefined): number {
  if (value === undefined) return 0
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(wait) ? Math.min(Math.max(0, wait), LONGEST_WAIT_MS) : 0
}
