import type { RandomStream } from '../base/random.ts'

/**
 * Slots of attention (sequences × the longest) that a pass may have for each of its tokens: one long text among many
 * short ones would take gigabytes for scores of padding.
 */
const SLOTS_PER_TOKEN = 4

/** Batches that are sorted by length together; more sorts better, fewer shuffles better. */
const POOL = 50

/**
 * An epoch's batches as lists of indices: shuffled, then within pools of many batches put together by length, so
 * that attention has little padding, then the batches shuffled again. Every index stands in exactly one batch.
 *
 * @param lengths tokens of each example
 */
export function planEpoch(lengths: readonly number[], batchSize: number, random: RandomStream): number[][] {
  const order = random.shuffle(lengths.map((_, index) => index))
  const batches: number[][] = []
  for (let from = 0; from < order.length; from += batchSize * POOL) {
    const pool = order.slice(from, from + batchSize * POOL).sort((a, b) => lengths[a]! - lengths[b]!)
    for (let at = 0; at < pool.length; at += batchSize) batches.push(pool.slice(at, at + batchSize))
  }
  return random.shuffle(batches)
}

/**
 * Batches for a pass without learning: longest first, each of at most `maxTokens` tokens, `maxCount` examples and
 * `maxSlots` slots of attention (at least one example).
 */
export function planPass(
  lengths: readonly number[],
  maxTokens: number,
  maxCount: number,
  maxSlots = maxTokens * SLOTS_PER_TOKEN,
): number[][] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b]! - lengths[a]!)
  const batches: number[][] = []
  let tokens = 0
  let room = 0
  for (const index of order) {
    const current = batches.at(-1)
    const length = lengths[index]!
    if (!current || current.length + 1 > room || tokens + length > maxTokens) {
      batches.push([index])
      tokens = length
      // The first of a batch is its longest.
      room = Math.min(maxCount, maxSlots / length)
    } else {
      current.push(index)
      tokens += length
    }
  }
  return batches
}

/**
 * Cuts a batch into the fewest parts of about `maxTokens` tokens, of about the same size each and of like lengths;
 * a part exceeds its share by one sequence at most. Where attention would be padding for the most part, there are more.
 *
 * @param maxCount the most examples in a part
 */
export function planParts(
  lengths: readonly number[],
  maxTokens: number,
  maxCount = lengths.length,
): number[][] {
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const longest = Math.max(...lengths)
  const parts = Math.ceil(total / maxTokens)
  const maxSlots = maxTokens * SLOTS_PER_TOKEN
  const isOne = parts <= 1 && lengths.length <= maxCount && lengths.length * longest <= maxSlots
  if (isOne) return [lengths.map((_, index) => index)]
  return planPass(lengths, Math.ceil(total / parts) + longest, maxCount, maxSlots)
}
