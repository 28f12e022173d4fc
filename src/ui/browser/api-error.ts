import type { ErrorText } from '../protocol.ts'

/** An answer that says what is wrong. */
export class ApiError extends Error {
  readonly status: number
  readonly text: ErrorText
  /** After so many seconds the server wishes to be asked again, where it says so. */
  readonly retryAfter: number | undefined

  constructor(status: number, text: ErrorText, retryAfter?: number) {
    super(text.what)
    this.status = status
    this.text = text
    this.retryAfter = retryAfter
  }
}

/** The server has too much to do, starts, or stands behind one that does not reach it. */
const PASSING: readonly number[] = [429, 502, 503]

/** Whether the same question may be answered a little later: a server that is silent may come back, too. */
export const isPassing = (error: unknown): boolean =>
  !(error instanceof ApiError) || PASSING.includes(error.status)

const LONGEST_MS = 15_000
/** Nobody waits longer, whatever the server wishes. */
const MOST_SECONDS = 60

/** When to ask again after a question failed for the `count`th time in a row: each time later, or as the server wishes. */
export function retryMs(error: unknown, count: number): number {
  const wished = error instanceof ApiError ? error.retryAfter : undefined
  if (wished !== undefined) return 1000 * Math.min(Math.max(wished, 1), MOST_SECONDS)
  return Math.min(1000 * 2 ** (count - 1), LONGEST_MS)
}

/** `Retry-After` in seconds; as a date it is left alone. */
export function secondsOf(retryAfter: string | null): number | undefined {
  return retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined
}
