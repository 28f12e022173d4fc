import { RandomStream } from '../base/random.ts'
import { planEpoch, planParts, planPass } from './batching.ts'
import type { MemoryFacts } from './memory-facts.ts'
import type { PassShape } from './memory-workspace.ts'
import { PASS_SEQUENCES } from './model.ts'

/** Batches that are looked at: those of an epoch are alike. */
const SAMPLED_BATCHES = 400

export interface WorstShapes {
  /** The most of each quantity in any part of a step. */
  readonly learn: PassShape
  /** The most of each quantity in any pass without learning. */
  readonly pass: PassShape
  /** The most parts of a batch. */
  readonly parts: number
}

/**
 * The largest parts and passes of a run: batches of an epoch as the trainer makes them, and the batch of all the
 * longest examples, cut as the trainer cuts them.
 */
export function worstShapes(
  { lengths, passLengths, batchSize, copies }: MemoryFacts,
  { learnTokens, passTokens }: { readonly learnTokens: number; readonly passTokens: number },
): WorstShapes {
  const batches = planEpoch(lengths, batchSize, new RandomStream(0, 'memory'))
    .slice(0, SAMPLED_BATCHES)
    .map((batch) => batch.map((index) => lengths[index]!))
  batches.push([...lengths].sort((a, b) => b - a).slice(0, batchSize))
  let learn = EMPTY
  let most = 0
  for (const batch of batches) {
    // With R-Drop a part of so many tokens is one of half of them, twice.
    const parts = planParts(batch, learnTokens / copies)
    most = Math.max(most, parts.length)
    for (const part of parts) learn = larger(learn, shapeOf(part.map((index) => batch[index]!)))
  }
  const all = passLengths.length > 0 ? passLengths : lengths
  const pass = planPass(all, passTokens, PASS_SEQUENCES)
    .map((indices) => shapeOf(indices.map((index) => all[index]!)))
    .reduce(larger, EMPTY)
  return { learn: times(learn, copies), pass, parts: most }
}

const EMPTY: PassShape = { tokens: 0, sequences: 0, slots: 0, pairs: 0 }

function shapeOf(lengths: readonly number[]): PassShape {
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0)
  const slots = lengths.length * longest
  const tokens = lengths.reduce((sum, length) => sum + length, 0)
  return { tokens, sequences: lengths.length, slots, pairs: slots * longest }
}

const larger = (a: PassShape, b: PassShape): PassShape => ({
  tokens: Math.max(a.tokens, b.tokens),
  sequences: Math.max(a.sequences, b.sequences),
  slots: Math.max(a.slots, b.slots),
  pairs: Math.max(a.pairs, b.pairs),
})

const times = ({ tokens, sequences, slots, pairs }: PassShape, copies: number): PassShape => ({
  tokens: tokens * copies,
  sequences: sequences * copies,
  slots: slots * copies,
  pairs: pairs * copies,
})
