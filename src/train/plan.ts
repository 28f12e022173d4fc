import type { Settings } from '../config/index.ts'
import { MaskBuffers } from '../engine/index.ts'
import type { Encoding, Example } from '../tasks/index.ts'
import { PASS_TOKENS, type TaskModel } from './model.ts'
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
 * Memory is what the process has after the longest batch and the longest pass over the dev set, and the
 * optimizer's moments, which it has not touched yet.
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
  await model.learn(sorted.slice(-settings.batchSize), masks, 0)
  await model.predict(longestTexts(dev))
  return {
    seconds:
      settings.epochs * perToken * (tokensOf(examples) + devTokens * FORWARD_SHARE) +
      steps * optimizerSeconds,
    memoryMb: Math.round((process.memoryUsage.rss() + parameters * MOMENT_BYTES) / 1e6),
  }
}

/** The longest texts that fill one pass, or one text that alone fills more. */
function longestTexts(encodings: readonly Encoding[]): Encoding[] {
  const sorted = [...encodings].sort((a, b) => tokensOf(b.examples) - tokensOf(a.examples))
  let tokens = 0
  return sorted.filter(({ examples }, i) => {
    tokens += tokensOf(examples)
    return i === 0 || tokens <= PASS_TOKENS
  })
}

export const tokensOf = (examples: readonly Example[]): number =>
  examples.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0)
