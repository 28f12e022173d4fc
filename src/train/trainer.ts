import type { Settings } from '../config/index.ts'
import { scheduleFactor, warmupStepsOf } from '../optim/index.ts'
import type { Example } from '../tasks/index.ts'
import type { Learner } from './learner.ts'
import type { BatchSampler } from './sampler.ts'

/** What a step tells. */
export interface StepResult {
  readonly step: number
  readonly epoch: number
  readonly loss: number
  readonly gradientNorm: number
  /** The encoder's. */
  readonly learningRate: number
  readonly tokens: number
}

/** Where a run stands: everything about its progress that the weights do not say. */
export interface Position {
  /** Steps done. */
  step: number
  /** The losses since the last evaluation. */
  lossSum: number
  lossCount: number
}

export const START: Readonly<Position> = { step: 0, lossSum: 0, lossCount: 0 }

export type EndReason = 'epochs' | 'patience' | 'interrupted'

export interface TrainerHooks {
  onStep(result: StepResult): void
  /** Evaluates and saves. */
  onEvaluation(at: {
    readonly epoch: number
    readonly step: number
    readonly trainLoss: number
  }): Promise<unknown>
  /** Asked before each step: whether evaluations have not got better for too long. */
  isOutOfPatience(): boolean
  /** Asked after each step: whether to stop here. */
  isInterrupted(): boolean
}

export interface Schedule {
  readonly stepsPerEpoch: number
  readonly steps: number
  readonly warmupSteps: number
  /** Steps between two evaluations. */
  readonly evaluateEvery: number
}

/** @param counts the number of examples of each task */
export function scheduleOf(counts: readonly number[], settings: Settings): Schedule {
  const { batchSize, accumulation, epochs, warmup, evaluateEvery } = settings
  const stepsPerEpoch = counts.reduce((sum, count) => sum + Math.ceil(count / (batchSize * accumulation)), 0)
  const steps = stepsPerEpoch * epochs
  return {
    stepsPerEpoch,
    steps,
    warmupSteps: warmupStepsOf(warmup, steps),
    evaluateEvery: evaluateEvery || stepsPerEpoch,
  }
}

/** What the loop works with. */
export interface Training {
  readonly learner: Learner
  readonly sampler: BatchSampler
  /** The examples of each task. */
  readonly examples: readonly (readonly Example[])[]
  readonly settings: Settings
  readonly schedule: Schedule
  /** The encoder's peak rate, for reports. */
  readonly learningRate: number
  /** Where to start; moved on with every step. */
  readonly position: Position
}

/**
 * The training loop: take a batch, learn from it, look at the dev set every so often. The same data, settings and
 * seed give the same weights, however often the run was interrupted.
 *
 * @returns how it ended
 * @throws E_TRAIN_NOT_FINITE before a broken update reaches the weights
 */
export async function train(training: Training, hooks: TrainerHooks): Promise<EndReason> {
  const { learner, sampler, examples, settings, schedule, learningRate, position } = training
  const { steps, warmupSteps, stepsPerEpoch, evaluateEvery } = schedule
  while (position.step < steps) {
    // Asked here, a run that was killed after its last evaluation is over when it is resumed, too.
    if (hooks.isOutOfPatience()) return 'patience'
    const { task, indices } = sampler.next()
    const batch = indices.map((index) => examples[task]![index]!)
    const factor = scheduleFactor(settings.schedule, position.step, warmupSteps, steps)
    const figures = await learner.step(task, batch, position.step, factor)

    const step = ++position.step
    position.lossSum += figures.loss
    position.lossCount++
    const epoch = Math.ceil(step / stepsPerEpoch)
    const tokens = batch.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0)
    hooks.onStep({ step, epoch, ...figures, learningRate: learningRate * factor, tokens })

    if (step % evaluateEvery === 0 || step === steps) {
      const trainLoss = position.lossSum / position.lossCount
      position.lossSum = position.lossCount = 0
      await hooks.onEvaluation({ epoch, step, trainLoss })
    }
    if (hooks.isInterrupted() && step < steps && !hooks.isOutOfPatience()) return 'interrupted'
  }
  return 'epochs'
}
