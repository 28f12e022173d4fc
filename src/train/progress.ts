import type { OnEvent } from './events.ts'
import type { StepResult } from './trainer.ts'

/** Seconds between two progress events. */
const INTERVAL = 1

/** Turns steps into a progress event every second or so, with the speed and the time left. */
export class ProgressMeter {
  readonly #steps: number
  readonly #stepsBefore: number
  readonly #onEvent: OnEvent
  readonly #started = performance.now()
  #paused = 0
  #last = performance.now()
  #losses: number[] = []
  #tokens = 0

  /** @param stepsBefore those that an earlier part of the run did */
  constructor(steps: number, stepsBefore: number, onEvent: OnEvent) {
    this.#steps = steps
    this.#stepsBefore = stepsBefore
    this.#onEvent = onEvent
  }

  step({ step, epoch, loss, learningRate, gradientNorm, tokens }: StepResult): void {
    this.#losses.push(loss)
    this.#tokens += tokens
    const now = performance.now()
    const seconds = (now - this.#last) / 1000
    if (seconds < INTERVAL && step < this.#steps) return
    const perStep = (now - this.#started - this.#paused) / (step - this.#stepsBefore) / 1000
    const mean = this.#losses.reduce((sum, value) => sum + value, 0) / this.#losses.length
    this.#onEvent({
      event: 'progress',
      step,
      steps: this.#steps,
      epoch,
      loss: mean,
      learningRate,
      gradientNorm,
      tokensPerSecond: Math.round(this.#tokens / seconds),
      secondsLeft: Math.round(perStep * (this.#steps - step)),
    })
    this.#last = now
    this.#losses = []
    this.#tokens = 0
  }

  /** Time that evaluations took is no training time. */
  pause(milliseconds: number): void {
    this.#paused += milliseconds
    this.#last = performance.now()
  }
}
