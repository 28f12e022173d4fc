import type { Settings } from '../config/index.ts'
import type { Encoding, Example } from '../tasks/index.ts'
import type { Learner } from './learner.ts'
import { PASS_TOKENS, type TaskModel } from './model.ts'
import type { EncodedTask } from './prepare.ts'
import type { Schedule } from './trainer.ts'

export interface Forecast {
  readonly seconds: number
  readonly memoryMb: number
}

/** A pass without learning costs about this share of one with it, token for token. */
const FORWARD_SHARE = 0.33
/** The optimizer's time for a parameter. */
const OPTIMIZER_SECONDS = 1.2e-9
/** Two moments a parameter. */
const MOMENT_BYTES = { float32: 8, bfloat16: 4 } as const
/** What scoring, checkpoints and fragments add in the course of a run; measured, see bench/RESULTS.md. */
const COURSE_BYTES = 45e6
/** The typical batch is timed so often at most, and only while that stays short. */
const TIMED_PASSES = 4
const TIMING_MS = 1000

/**
 * Forecasts time and memory of a run by doing the work of one typical step a few times (the first warms up, the
 * fastest counts). Nothing is learned from it: gradients are written over by the first real step. Memory is what the
 * process has after the longest step and the longest pass over the dev sets, and the optimizer's moments, which it
 * has not touched yet.
 */
export async function forecast(
  model: TaskModel,
  learner: Learner,
  sets: readonly EncodedTask[],
  settings: Settings,
  { steps, stepsPerEpoch, evaluateEvery }: Schedule,
): Promise<Forecast> {
  const largest = sets.reduce(
    (at, { examples }, i) => (examples.length > sets[at]!.examples.length ? i : at),
    0,
  )
  const sorted = sets.map(({ examples }) =>
    [...examples].sort((a, b) => a.tokenIds.length - b.tokenIds.length),
  )
  const batch = settings.batchSize * settings.accumulation
  const middle = Math.max(0, Math.floor(sorted[largest]!.length / 2 - batch / 2))
  const typical = sorted[largest]!.slice(middle, middle + batch)
  await learner.rehearse(largest, typical)
  let fastest = Number.POSITIVE_INFINITY
  const started = performance.now()
  for (let pass = 0; pass < TIMED_PASSES && (pass === 0 || performance.now() - started < TIMING_MS); pass++) {
    const start = performance.now()
    await learner.rehearse(largest, typical)
    fastest = Math.min(fastest, performance.now() - start)
  }
  const perToken = fastest / 1000 / tokensOf(typical)

  const tokens = sets.reduce((sum, { examples }) => sum + tokensOf(examples), 0)
  const devTokens = sets.reduce(
    (sum, { dev }) => sum + tokensOf(dev.encodings.flatMap((own) => own.examples)),
    0,
  )
  const learning = [...model.parts.parameters].filter(({ training }) => training)
  const moments = learning.reduce((sum, { size }) => sum + size, 0)
  for (const [at, { dev }] of sets.entries()) {
    await learner.rehearse(at, sorted[at]!.slice(-batch))
    await model.predict(longestTexts(dev.encodings), at)
  }
  const evaluations = Math.ceil(steps / evaluateEvery)
  return {
    seconds:
      (steps / stepsPerEpoch) * perToken * tokens +
      evaluations * perToken * devTokens * FORWARD_SHARE +
      steps * moments * OPTIMIZER_SECONDS,
    memoryMb: Math.round(
      (process.memoryUsage.rss() + moments * MOMENT_BYTES[settings.optimizerState] + COURSE_BYTES) / 1e6,
    ),
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
