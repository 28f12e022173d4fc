/** Seconds between two words of progress. */
const INTERVAL = 1

/** How fast it goes, since the last word. */
export interface Pace {
  /** The mean of the steps' losses. */
  readonly loss: number
  readonly tokensPerSecond: number
  readonly secondsLeft: number
}

/** Tells every second or so how fast steps go. */
export class ProgressMeter<
  Step extends { readonly step: number; readonly loss: number; readonly tokens: number },
> {
  readonly #steps: number
  readonly #stepsBefore: number
  readonly #tell: (step: Step, pace: Pace) => void
  readonly #started = performance.now()
  #paused = 0
  #last = performance.now()
  #losses: number[] = []
  #tokens = 0

  /** @param stepsBefore those that an earlier part of the run did */
  constructor(steps: number, stepsBefore: number, tell: (step: Step, pace: Pace) => void) {
    this.#steps = steps
    this.#stepsBefore = stepsBefore
    this.#tell = tell
  }

  step(result: Step): void {
    const { step, loss, tokens } = result
    this.#losses.push(loss)
    this.#tokens += tokens
    const now = performance.now()
    const seconds = (now - this.#last) / 1000
    if (seconds < INTERVAL && step < this.#steps) return
    const perStep = (now - this.#started - this.#paused) / (step - this.#stepsBefore) / 1000
    this.#tell(result, {
      loss: this.#losses.reduce((sum, value) => sum + value, 0) / this.#losses.length,
      tokensPerSecond: Math.round(this.#tokens / seconds),
      secondsLeft: Math.round(perStep * (this.#steps - step)),
    })
    this.#last = now
    this.#losses = []
    this.#tokens = 0
  }

  /** Time that went to something else; none of it is in the speed, what is named here is not in the time left either. */
  pause(milliseconds = 0): void {
    this.#paused += milliseconds
    this.#last = performance.now()
  }
}
