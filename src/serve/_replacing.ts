const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 30_000

/** Opens workers in place of those that died; where that fails it is tried again, ever more seldom. */
export class Replacing {
  readonly #open: () => Promise<void>
  readonly #onError: (error: unknown) => void
  readonly #retries = new Set<NodeJS.Timeout>()
  #isOver = false

  /** @param open opens a worker and takes it in */
  constructor(open: () => Promise<void>, onError: (error: unknown) => void) {
    this.#open = open
    this.#onError = onError
  }

  /** One worker more. */
  start(delay = FIRST_RETRY_MS): void {
    if (this.#isOver) return
    const retry = setTimeout(async () => {
      this.#retries.delete(retry)
      try {
        await this.#open()
      } catch (error) {
        this.#onError(error)
        this.start(Math.min(2 * delay, LAST_RETRY_MS))
      }
    }, delay)
    this.#retries.add(retry)
  }

  /** Nothing is opened from now on. */
  stop(): void {
    this.#isOver = true
    for (const retry of this.#retries) clearTimeout(retry)
    this.#retries.clear()
  }
}
