import { RandomStream } from '../base/random.ts'
import type { MaskedWindow, Masker } from '../masking/index.ts'
import { ADAMW_DEFAULTS, AdamW, clipFactor, gradientNorm, warmupStepsOf } from '../optim/index.ts'
import type { PretrainEvaluation } from './events.ts'
import { withGist } from './gist.ts'
import type { MlmModel } from './model.ts'
import type { PretrainSettings } from './settings.ts'
import type { Position } from './state.ts'
import type { Windows } from './windows.ts'

/** What the loop works with. */
export interface Pretraining {
  readonly model: MlmModel
  readonly windows: Windows
  readonly masker: Masker
  /** Held out, masked once and for all. */
  readonly dev: readonly MaskedWindow[]
  readonly settings: PretrainSettings
  readonly schedule: PretrainSchedule
  readonly learningRate: number
  /** What share of it a parameter takes. */
  readonly shareOf: (name: string) => number
  readonly optimizer: AdamW
  /** Where to start; moved on with every step. */
  readonly position: Position
  /** Parameters that trained weights lacked and that start at random. */
  readonly initialised: readonly string[]
}

export interface PretrainSchedule {
  readonly steps: number
  readonly warmupSteps: number
  /** Steps at the end over which the rate falls to 0. */
  readonly decaySteps: number
}

/** @param windows in an epoch */
export function pretrainSchedule(windows: number, settings: PretrainSettings): PretrainSchedule {
  const { batchSize, epochs, warmup, decay } = settings
  const steps = settings.steps ?? Math.max(1, Math.round((epochs * windows) / batchSize))
  const decaySteps = decay <= 1 ? Math.round(decay * steps) : Math.min(Math.round(decay), steps)
  return { steps, warmupSteps: warmupStepsOf(warmup, steps), decaySteps }
}

/**
 * The factor of the learning rate for a step (from 0): rising over the warmup, staying, and falling along a line to 0
 * at the end. While it stays, the run may be made longer without a change to what was done.
 */
export function pretrainFactor(step: number, { steps, warmupSteps, decaySteps }: PretrainSchedule): number {
  const risen = warmupSteps > 0 ? Math.min(1, (step + 1) / warmupSteps) : 1
  return decaySteps > 0 ? Math.min(risen, (steps - step) / decaySteps, 1) : risen
}

/** What a step tells. */
export interface PretrainStep {
  readonly step: number
  readonly loss: number
  readonly learningRate: number
  readonly tokens: number
}

export interface PretrainHooks {
  onStep(step: PretrainStep): void
  /** Saves. */
  onEvaluation(evaluation: Omit<PretrainEvaluation, 'event' | 'seconds'>): Promise<void>
  isInterrupted(): boolean
  /** Saves, between two evaluations. */
  onInterrupted(): Promise<void>
  /** @throws an error about a loss that is no number */
  notFinite(step: number, loss: number, norm: number): Error
}

/** The optimizer of a run. */
export const optimizerOf = ({ weightDecay, seed }: PretrainSettings): AdamW =>
  new AdamW({ ...ADAMW_DEFAULTS, beta2: 0.98, epsilon: 1e-6, weightDecay }, seed)

/** Windows masked for a step; the masks depend on seed and step only. */
export function maskedBatch(
  run: Pick<Pretraining, 'windows' | 'masker' | 'settings'>,
  step: number,
): MaskedWindow[] {
  const { seed, batchSize, gist } = run.settings
  const random = new RandomStream(seed, 'masks ', step)
  return run.windows.batch(step, batchSize).map((window) => {
    const masked = run.masker.mask(window, random)
    return gist > 0 ? withGist(masked, window, gist, run.masker.special, random) : masked
  })
}

/**
 * The loop of pre-training: mask a batch of windows, learn from it, look at the held-out windows every so often.
 *
 * @returns whether it came to its end
 */
export async function pretrainLoop(run: Pretraining, hooks: PretrainHooks): Promise<boolean> {
  const { model, settings, schedule, position, optimizer, learningRate, shareOf } = run
  const tokens = settings.batchSize * settings.sequenceLength
  while (position.step < schedule.steps) {
    const loss = await model.learn(maskedBatch(run, position.step), String(position.step))
    const norm = gradientNorm(model.parameters)
    if (!Number.isFinite(loss + norm)) throw hooks.notFinite(position.step, loss, norm)
    const rate = learningRate * pretrainFactor(position.step, schedule)
    const scale = clipFactor(norm, settings.maxGradNorm)
    optimizer.step(model.parameters, (name) => rate * shareOf(name), scale)

    const step = ++position.step
    position.optimizerSteps = optimizer.steps
    position.tokensSeen += tokens
    position.lossSum += loss
    position.lossCount++
    hooks.onStep({ step, loss, learningRate: rate, tokens })
    // Lets messages in between two steps.
    await new Promise(setImmediate)
    const isInterrupted = hooks.isInterrupted() && step < schedule.steps
    if (step % settings.evaluateEvery === 0 || step === schedule.steps) await evaluate(run, rate, hooks)
    else if (isInterrupted) await hooks.onInterrupted()
    if (isInterrupted) return false
  }
  return true
}

async function evaluate(run: Pretraining, learningRate: number, hooks: PretrainHooks): Promise<void> {
  const { model, position, dev } = run
  const { loss: devLoss, accuracy } = await model.score(dev)
  const trainLoss = position.lossSum / position.lossCount
  position.lossSum = position.lossCount = 0
  const { step, tokensSeen } = position
  await hooks.onEvaluation({ step, tokensSeen, trainLoss, devLoss, accuracy, learningRate })
}
