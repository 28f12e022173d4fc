/** What the service takes at most; beyond it requests are refused, never the process. */
export interface Limits {
  /** Bytes of a body. */
  readonly body: number
  /** Texts of a request. */
  readonly texts: number
  /** Characters (UTF-16 code units) of a text, its pair included. */
  readonly length: number
  /** Requests under way at once. */
  readonly concurrency: number
  /** Of these, from one key or address. */
  readonly perClient: number
  /** Texts that wait for a model. */
  readonly queue: number
  /** Characters that wait for a model. */
  readonly queueCharacters: number
  /** Seconds that a request may be expected to wait for its turn. */
  readonly wait: number
  /** Seconds after which a request is given up. */
  readonly timeout: number
  /** Seconds for a client to send its request. */
  readonly receive: number
  /** Seconds for the requests under way when the service stops. */
  readonly drain: number
}

/** How many of the largest requests may wait for a model, by their characters. */
const QUEUED_BODIES = 4
const BODY = 2 ** 20

export const DEFAULT_LIMITS: Limits = {
  body: BODY,
  texts: 256,
  length: 20_000,
  concurrency: 256,
  perClient: 128,
  queue: 2048,
  queueCharacters: QUEUED_BODIES * BODY,
  wait: 10,
  timeout: 60,
  receive: 30,
  drain: 60,
}

/** The limits with those that are not given: a larger body needs more room in the queue. */
export function limitsWith(given: Partial<Limits> = {}): Limits {
  const limits = { ...DEFAULT_LIMITS, ...given }
  const queueCharacters = Math.max(DEFAULT_LIMITS.queueCharacters, QUEUED_BODIES * limits.body)
  return { ...limits, queueCharacters: given.queueCharacters ?? queueCharacters }
}

/** How requests become batches. */
export interface Batching {
  /** Milliseconds that a text may wait for company. */
  readonly maxDelay: number
  /** About how many tokens go in a batch, counted in characters. */
  readonly tokens: number
  /** Texts of a batch. */
  readonly texts: number
}

export const DEFAULT_BATCHING: Batching = { maxDelay: 5, tokens: 512, texts: 64 }

export const DEFAULT_PORT = 7860
/** This machine alone. */
export const DEFAULT_HOST = '127.0.0.1'
/** Seconds between two looks at the files. */
export const DEFAULT_RELOAD = 2
