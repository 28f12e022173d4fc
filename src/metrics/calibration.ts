import { fail, requirePairs } from './_errors.ts'
import { ratio } from './scores.ts'

/** Predictions whose confidence lies in `(low, high]` (the first bin holds 0, too). */
export interface ReliabilityBin {
  readonly low: number
  readonly high: number
  readonly count: number
  /** Mean confidence and share of right ones; both 0 in an empty bin. */
  readonly confidence: number
  readonly accuracy: number
}

/** Whether confidences mean what they say. */
export interface Reliability {
  readonly predictions: number
  readonly bins: readonly ReliabilityBin[]
  /** Expected calibration error: the mean distance of confidence and accuracy over bins, by their counts. */
  readonly ece: number
  /** The largest such distance. */
  readonly mce: number
  /** The mean squared distance of confidence and outcome (1 right, 0 wrong). */
  readonly brier: number
}

/** A sum of probabilities in 32 bits may be above 1 by rounding. */
const ROUNDING = 1e-5

/** Whether a value is a probability, rounding apart. */
export const isProbability = (value: unknown): value is number =>
  typeof value === 'number' && value >= -ROUNDING && value <= 1 + ROUNDING

/**
 * Reliability of predictions in bins of equal width. The bins are scikit-learn's `calibration_curve` with
 * `strategy='uniform'`, the Brier score is its `brier_score_loss`.
 *
 * @param confidences [predictions], each in [0, 1]
 * @param right whether each prediction is right
 * @throws E_METRICS_UNEQUAL_LENGTHS, E_METRICS_CONFIDENCE
 */
export function reliability(
  confidences: readonly number[],
  right: readonly boolean[],
  bins = 10,
): Reliability {
  requirePairs(right, confidences)
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }))
  let squares = 0
  for (const [at, confidence] of confidences.entries()) {
    if (!isProbability(confidence))
      throw fail('E_METRICS_CONFIDENCE', { index: at, value: String(confidence) })
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))]!
    bin.count++
    bin.confidence += confidence
    if (right[at]) bin.right++
    squares += (confidence - (right[at] ? 1 : 0)) ** 2
  }
  const filled = sums.map(({ count, confidence, right: correct }, at) => ({
    low: at / bins,
    high: (at + 1) / bins,
    count,
    confidence: ratio(confidence, count),
    accuracy: ratio(correct, count),
  }))
  const distances = filled.map(({ confidence, accuracy }) => Math.abs(confidence - accuracy))
  return {
    predictions: confidences.length,
    bins: filled,
    ece: ratio(
      filled.reduce((sum, { count }, at) => sum + count * distances[at]!, 0),
      confidences.length,
    ),
    mce: Math.max(0, ...distances),
    brier: ratio(squares, confidences.length),
  }
}

/**
 * The Brier score over all classes: the mean over texts of the summed squared distances between probabilities and the
 * one right class. In [0, 2].
 *
 * @param probabilities [texts][classes]
 * @param gold the right class of each text
 * @throws E_METRICS_UNEQUAL_LENGTHS
 */
export function brierOfClasses(probabilities: readonly ArrayLike<number>[], gold: readonly number[]): number {
  requirePairs(gold, probabilities)
  let sum = 0
  for (const [at, row] of probabilities.entries())
    for (let name = 0; name < row.length; name++) sum += (row[name]! - (name === gold[at] ? 1 : 0)) ** 2
  return ratio(sum, gold.length)
}
