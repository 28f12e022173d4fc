import type { HeadShape, Targets } from '../models/index.ts'
import type { Example } from '../tasks/index.ts'

/** What the rows of a batch weigh together: 1 each, or by class. With several labels each sequence is a row. */
export function weightOf(
  examples: readonly Example[],
  { multiLabel }: Pick<HeadShape, 'multiLabel'>,
  classWeights?: readonly number[],
): number {
  if (multiLabel) return examples.length
  let sum = 0
  for (const { targets } of examples) {
    for (const target of targets) if (target >= 0) sum += classWeights?.[target] ?? 1
  }
  return sum
}

/**
 * The targets of a part of a step. A row with a target counts `1 / total` times its class's weight, so that the
 * parts of a step add up to the mean over all of its rows.
 *
 * @param twice whether the examples stand twice, one half after the other (R-Drop): each copy counts half, and
 *   every row knows its twin
 */
export function targetsOf(
  examples: readonly Example[],
  total: number,
  { multiLabel }: Pick<HeadShape, 'multiLabel'>,
  { classWeights, twice }: { readonly classWeights?: readonly number[] | undefined; readonly twice: boolean },
): Targets {
  const labels = Int32Array.from(examples.flatMap(({ targets }) => [...targets]))
  const share = (twice ? 0.5 : 1) / total
  if (multiLabel) return { labels, weights: new Float32Array(examples.length).fill(share) }
  const weights = Float32Array.from(labels, (label) => (label < 0 ? 0 : share * (classWeights?.[label] ?? 1)))
  const half = labels.length / 2
  return {
    labels: labels.map((label) => Math.max(0, label)),
    weights,
    ...(twice && { partners: labels.map((_, row) => (row < half ? row + half : row - half)) }),
  }
}
