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
/** What the process takes beside parameters and activations: Node, ONNX Runtime and its workspace. */
const BASE_MB = 320

/**
 * Forecasts time and memory of a run by running one typical batch forward and backward twice (the first warms
 * up). Nothing is learned from it: gradients are written over by the first real step.
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
  const start = performance.now()
  await model.learn(typical, masks, 0)
  const perToken = (performance.now() - start) / 1000 / tokensOf(typical)

  const { steps } = scheduleOf(examples.length, settings)
  const devTokens = tokensOf(dev.flatMap((encoding) => encoding.examples))
  const parameters = model.parts.parameters.count
  const optimizerSeconds = parameters * 1.2e-9
  const longest = sorted.slice(-settings.batchSize)
  const inOnePart = (batch: readonly Example[]) => Math.min(LEARN_TOKENS, tokensOf(batch))
  const activations = model.activationBytes * Math.max(1, inOnePart(longest) / inOnePart(typical))
  return {
    seconds:
      settings.epochs * perToken * (tokensOf(examples) + devTokens * FORWARD_SHARE) +
      steps * optimizerSeconds,
    memoryMb: Math.round((parameters * 16 + activations) / 1e6 + BASE_MB),
  }
}

export const tokensOf = (examples: readonly Example[]): number =>
  examples.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0)
