import { refuse } from './errors.ts'
import type { Limits } from './limits.ts'

/** Counts the requests under way, in all and by client. */
export class Admission {
  readonly #limits: Limits
  readonly #clients = new Map<string, number>()
  #all = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get underWay(): number {
    return this.#all
  }

  /**
   * Lets a request in.
   *
   * @param client its key or address
   * @returns what is to be called, once, when it is over
   * @throws Refusal 429, 503
   */
  enter(client: string): () => void {
    const { concurrency, perClient } = this.#limits
    const own = this.#clients.get(client) ?? 0
    if (own >= perClient) throw refuse('E_SERVE_CLIENT', { limit: perClient }, { retryAfter: 1 })
    if (this.#all >= concurrency) throw refuse('E_SERVE_BUSY', { limit: concurrency }, { retryAfter: 1 })
    this.#clients.set(client, own + 1)
    this.#all++
    return () => {
      this.#all--
      const left = this.#clients.get(client)! - 1
      if (left > 0) this.#clients.set(client, left)
      else this.#clients.delete(client)
    }
  }
}
