import { join } from 'node:path'
import { HanTuneError } from '../base/errors.ts'
import type { Finding, Outcome } from '../coach/index.ts'
import { EventWriter } from '../track/index.ts'
import type { Evaluation, OnEvent } from './events.ts'
import { ProgressMeter } from './progress.ts'
import type { RunFolder } from './run-folder.ts'
import { figuresOf } from './scores.ts'
import type { StepResult } from './trainer.ts'
import type { CoachWatch } from './watch.ts'

/** Errors by which a run ends for want of memory. */
const MEMORY_CODES = new Set(['E_MEMORY_ALLOCATE', 'E_MEMORY_LIMIT'])

/** How often each label was predicted, for each task. */
export type Predicted = readonly Readonly<Record<string, number>>[]

export interface JournalOptions {
  readonly folder: RunFolder
  readonly watch: CoachWatch
  readonly onEvent: OnEvent
  /** Steps of the whole run, and those that were done before it was resumed. */
  readonly steps: number
  readonly stepsBefore: number
}

/**
 * Everything that is told of a run as it goes: rows of metrics.jsonl and the same figures for TensorBoard, progress,
 * evaluations, and what the coach has to say.
 */
export class Journal {
  readonly #options: JournalOptions
  readonly #meter: ProgressMeter<StepResult>
  readonly #board: EventWriter

  /** @throws E_TRACK_WRITE */
  constructor(options: JournalOptions) {
    const { folder, steps, stepsBefore, onEvent } = options
    this.#options = options
    this.#meter = new ProgressMeter(steps, stepsBefore, ({ step, epoch, learningRate, gradientNorm }, pace) =>
      onEvent({ event: 'progress', step, steps, epoch, learningRate, gradientNorm, ...pace }),
    )
    const resumed = stepsBefore > 0 ? { resumeAfter: stepsBefore } : {}
    this.#board = EventWriter.open(join(folder.path, 'tensorboard'), resumed)
  }

  step(result: StepResult): void {
    const { folder, watch, steps } = this.#options
    watch.step(result)
    if (folder.step({ event: 'step', ...result }, steps)) {
      const { step, loss, gradientNorm, learningRate } = result
      this.#board.scalar('train/loss', step, loss)
      this.#board.scalar('train/gradientNorm', step, gradientNorm)
      this.#board.scalar('train/learningRate', step, learningRate)
    }
    this.#meter.step(result)
  }

  /**
   * Shows an evaluation to the coach and to TensorBoard, before the state that counts it as done is saved: a run that
   * is killed in between goes on from before it, and TensorBoard drops the figures of later steps.
   */
  see(row: Evaluation, predicted: Predicted): void {
    this.#options.watch.evaluation(row, predicted)
    const { step, metric, value, trainValue, trainLoss, tasks } = row
    this.#board.scalar(`dev/${metric}`, step, value)
    this.#board.scalar(`train/${metric}`, step, trainValue)
    this.#board.scalar('train/meanLoss', step, trainLoss)
    for (const score of tasks) {
      for (const [name, figure] of figuresOf(score)) {
        const tag = tasks.length > 1 ? `${score.name}.${name}` : name
        if (tag !== metric && !name.includes('/')) this.#board.scalar(`dev/${tag}`, step, figure)
      }
    }
    this.#board.flush()
  }

  /** Tells an evaluation, once everything of it is saved. */
  evaluation(row: Evaluation): void {
    const { watch, onEvent } = this.#options
    onEvent(row)
    // At the end everything is told anyway.
    if (row.step < this.#options.steps) this.#tell(watch.news(), row.step)
  }

  /** Time that is no training time. */
  pause(milliseconds: number): void {
    this.#meter.pause(milliseconds)
  }

  /** The coach's last word. A second failure must not hide the one that ended the run. */
  failed(error: Error): Finding[] {
    const { folder, watch } = this.#options
    folder.recordFailure(error)
    const code = error instanceof HanTuneError ? error.code : error.name
    const outcome = outcomeOf(error, code)
    const findings = outcome ? watch.look(outcome, { errorCode: code }) : []
    this.#tell(findings)
    this.#board.close()
    return findings
  }

  ended(outcome: Outcome, peakMemoryMb: number): Finding[] {
    const findings = this.#options.watch.look(outcome, { peakMemoryMb })
    this.#tell(findings)
    this.#board.close()
    return findings
  }

  #tell(findings: readonly Finding[], step?: number): void {
    if (findings.length > 0)
      this.#options.onEvent({ event: 'coach', findings, ...(step !== undefined && { step }) })
  }
}

/** How an error ended a run, where the coach has something to say of it. */
export function outcomeOf(error: Error, code: string): Outcome | undefined {
  if (code === 'E_TRAIN_NOT_FINITE') return 'diverged'
  if (MEMORY_CODES.has(code) || /alloc|memory/i.test(error.message)) return 'out-of-memory'
  return undefined
}
