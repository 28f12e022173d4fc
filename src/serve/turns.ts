/** Work in turns: of several who want to compute in one thread, each waits until those who asked before have had theirs. */
export class Turns {
  #last: Promise<void> = Promise.resolve()

  /** Waits for a turn. */
  async take(): Promise<Turn> {
    const turn = new Turn(() => this.#next())
    await turn.begin()
    return turn
  }

  /** @returns what ends the turn, once it has come */
  async #next(): Promise<() => void> {
    const before = this.#last
    let end = () => {}
    this.#last = new Promise((resolve) => {
      end = resolve
    })
    await before
    return end
  }
}

/** A turn, and those that the same work takes after it. */
export class Turn {
  readonly #next: () => Promise<() => void>
  #finish: (() => void) | undefined
  #start = 0
  #ms = 0

  constructor(next: () => Promise<() => void>) {
    this.#next = next
  }

  /** Milliseconds of all its turns that have ended. */
  get ms(): number {
    return this.#ms
  }

  async begin(): Promise<void> {
    this.#finish = await this.#next()
    this.#start = performance.now()
  }

  /** Lets others have a turn who wait for one, or whose message has come meanwhile. */
  async pause(): Promise<void> {
    this.end()
    // Messages come in between two rounds of the event loop.
    await new Promise((resolve) => setImmediate(resolve))
    await this.begin()
  }

  /** A second call does nothing. */
  end(): void {
    if (!this.#finish) return
    this.#ms += performance.now() - this.#start
    this.#finish()
    this.#finish = undefined
  }
}
