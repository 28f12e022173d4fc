/** The most slots of a padded batch, filled or not; a longer sequence goes alone. */
export const BATCH_SLOTS = 2048

/** The shortest sequence beside a longest one, as a share of it: the rest is padding that is computed in vain. */
const LEAST_FILLED = 0.75

/**
 * Batches of sequences of like length, longest first.
 *
 * @param lengths tokens of each sequence
 * @returns the indices of each batch
 */
export function planPadded(lengths: readonly number[], maxSlots = BATCH_SLOTS): number[][] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b]! - lengths[a]! || a - b)
  const batches: number[][] = []
  let longest = 0
  for (const index of order) {
    const batch = batches.at(-1)
    const length = lengths[index]!
    if (batch && (batch.length + 1) * longest <= maxSlots && length >= longest * LEAST_FILLED)
      batch.push(index)
    else {
      batches.push([index])
      longest = length
    }
  }
  return batches
}
