import { MaskBuffers } from '../engine/index.ts'
import type { Encoding, Example } from '../tasks/index.ts'
import { LEARN_TOKENS, type TaskModel } from './model.ts'
import type { Settings } from './settings.ts'
import { scheduleOf } from './trainer.ts'

export interface Forecast {
  readonly seconds: number
  readonly memoryMb: number
}

/** A pass without learning costs about this share of one with it, token for token. */
const FORWARD_SHARE = 0.33
/** Two float32 moments a parameter. */
const MOMENT_BYTES = 8
/** The typical batch is timed so often at most, and only while that stays short. */
const TIMED_PASSES = 4
const TIMING_MS = 1000

/**
 * Forecasts time and memory of a run by running one typical batch forward and backward a few times (the first
 * warms up, the fastest counts). Nothing is learned from it: gradients are written over by the first real step.
 * Memory is what the process has by then, the optimizer's moments, which it has not touched yet, and what the
 * largest batch needs beyond the typical one.
 */
export async function forecast(
  model: TaskModel,
  train: readonly Encoding[],
  dev: readonly Encoding[],
  settings: Settings,
): Promise<Forecast> {
  const examples = train.flatMap(({ examples }) => examples)
  const sorted = [...examples].sort((a, b) => a.tokenIds.length - b.tokenIds.length)
  const middle = Math.max(0, Math.floor(sorted.length / 2 - settings.batchSize / 2))
  const typical = sorted.slice(middle, middle + settings.batchSize)
  const masks = new MaskBuffers(settings.seed)
  await model.learn(typical, masks, 0)
  let fastest = Number.POSITIVE_INFINITY
  const started = performance.now()
  for (let pass = 0; pass < TIMED_PASSES && (pass === 0 || performance.now() - started < TIMING_MS); pass++) {
    const start = performance.now()
    await model.learn(typical, masks, 0)
    fastest = Math.min(fastest, performance.now() - start)
  }
  const perToken = fastest / 1000 / tokensOf(typical)

  const { steps } = scheduleOf(examples.length, settings)
  const devTokens = tokensOf(dev.flatMap((encoding) => encoding.examples))
  const parameters = model.parts.parameters.count
  const optimizerSeconds = parameters * 1.2e-9
  const longest = sorted.slice(-settings.batchSize)
  const inOnePart = (batch: readonly Example[]) => Math.min(LEARN_TOKENS, tokensOf(batch))
  const growth = model.activationBytes * Math.max(0, inOnePart(longest) / inOnePart(typical) - 1)
  return {
    seconds:
      settings.epochs * perToken * (tokensOf(examples) + devTokens * FORWARD_SHARE) +
      steps * optimizerSeconds,
    memoryMb: Math.round((process.memoryUsage.rss() + parameters * MOMENT_BYTES + growth) / 1e6),
  }
}

export const tokensOf = (examples: readonly Example[]): number =>
  examples.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0)
