import { requirePairs } from './_errors.ts'
import { ratio } from './scores.ts'

/** A temperature fitted on data that the model did not learn from: logits are divided by it. */
export interface Temperature {
  /** Above 1 the model was too sure, below 1 too unsure. */
  readonly temperature: number
  /** The mean negative log-likelihood before and after. */
  readonly before: number
  readonly after: number
}

/** Beyond these a temperature says that there was nothing to fit: scores would all be 1, or all alike. */
export const SENSIBLE_TEMPERATURES = { least: 0.05, most: 20 } as const

export function isSensibleTemperature(temperature: number): boolean {
  return temperature >= SENSIBLE_TEMPERATURES.least && temperature <= SENSIBLE_TEMPERATURES.most
}

/** Temperatures looked at lie between 1/100 and 100. */
const WIDEST = Math.log(100)
const PRECISION = 1e-7

/**
 * Temperature scaling (Guo et al., 2017) of a softmax.
 *
 * @param logits [texts][classes]; logarithms of probabilities serve as well
 * @param gold the right class of each text
 * @throws E_METRICS_UNEQUAL_LENGTHS
 */
export function fitTemperature(logits: readonly ArrayLike<number>[], gold: readonly number[]): Temperature {
  requirePairs(gold, logits)
  return minimised((scale) => {
    let sum = 0
    for (const [at, row] of logits.entries()) sum += logSumExp(row, scale) - row[gold[at]!]! * scale
    return ratio(sum, gold.length)
  })
}

/**
 * Temperature scaling of a sigmoid, for yes-or-no decisions.
 *
 * @param logits [decisions]
 * @param outcomes what was true of each
 * @throws E_METRICS_UNEQUAL_LENGTHS
 */
export function fitBinaryTemperature(logits: readonly number[], outcomes: readonly boolean[]): Temperature {
  requirePairs(outcomes, logits)
  return minimised((scale) => {
    let sum = 0
    // −log sigmoid(±z), written so that it neither overflows nor loses digits.
    for (const [at, logit] of logits.entries()) {
      const against = (outcomes[at] ? -logit : logit) * scale
      sum += Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)))
    }
    return ratio(sum, outcomes.length)
  })
}

/** softmax(logits / temperature). */
export function probabilitiesOf(logits: ArrayLike<number>, temperature = 1): number[] {
  const all = logSumExp(logits, 1 / temperature)
  return Array.from(logits, (logit) => Math.exp(logit / temperature - all))
}

/** sigmoid(logit / temperature). */
export function probabilityOf(logit: number, temperature = 1): number {
  return 1 / (1 + Math.exp(-logit / temperature))
}

/** The inverse of `probabilityOf`; probabilities that were rounded to 0 or 1 count as one half of single precision away. */
export function logitOf(probability: number): number {
  const kept = Math.min(1 - 2 ** -25, Math.max(2 ** -25, probability))
  return Math.log(kept / (1 - kept))
}

/** The loss is convex in 1/T, so it has one valley in log T, too: golden-section search finds it. */
function minimised(loss: (scale: number) => number): Temperature {
  const at = (logTemperature: number) => loss(Math.exp(-logTemperature))
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [-WIDEST, WIDEST]
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)]
  let [atLeft, atRight] = [at(left), at(right)]
  while (high - low > PRECISION)
    if (atLeft <= atRight) {
      ;[high, right, atRight] = [right, left, atLeft]
      left = high - golden * (high - low)
      atLeft = at(left)
    } else {
      ;[low, left, atLeft] = [left, right, atRight]
      right = low + golden * (high - low)
      atRight = at(right)
    }
  const best = (low + high) / 2
  const before = loss(1)
  const after = at(best)
  // Where nothing is gained (no data, or a loss that is flat), nothing is changed.
  return after < before
    ? { temperature: Math.exp(best), before, after }
    : { temperature: 1, before, after: before }
}

function logSumExp(row: ArrayLike<number>, scale: number): number {
  let most = Number.NEGATIVE_INFINITY
  for (let at = 0; at < row.length; at++) most = Math.max(most, row[at]! * scale)
  let sum = 0
  for (let at = 0; at < row.length; at++) sum += Math.exp(row[at]! * scale - most)
  return most + Math.log(sum)
}
