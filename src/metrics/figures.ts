import { type Counts, macroOf, type Ratios, ratio, type Scores, scoresOf } from './scores.ts'
import { CELL, type Tally } from './tally.ts'

/** The figures of a choice of records. */
export interface Figures {
  readonly micro: Ratios
  readonly macro: Ratios
  /** The share of records that are right as a whole. */
  readonly accuracy: number
  /** In the order of the tally's labels. */
  readonly perLabel: readonly Scores[]
  /** How many labels have gold items. */
  readonly withGold: number
}

/**
 * The figures of records, each taken as often as its weight says.
 *
 * @param weights [records], whole numbers; all records once where it is left out
 */
export function figuresOf(tally: Tally, weights?: Int32Array): Figures {
  const { labels, records, macroOver, starts, cells, whole } = tally
  const sums = new Int32Array(labels.length * 3)
  let taken = 0
  let right = 0
  for (let record = 0; record < records; record++) {
    const weight = weights === undefined ? 1 : weights[record]!
    if (weight === 0) continue
    taken += weight
    right += weight * whole[record]!
    for (let at = starts[record]! * CELL; at < starts[record + 1]! * CELL; at += CELL) {
      const column = cells[at]! * 3
      sums[column]! += weight * cells[at + 1]!
      sums[column + 1]! += weight * cells[at + 2]!
      sums[column + 2]! += weight * cells[at + 3]!
    }
  }
  const total: Counts = { support: 0, predicted: 0, correct: 0 }
  const perLabel: Scores[] = []
  const averaged: Scores[] = []
  let withGold = 0
  for (let column = 0; column < sums.length; column += 3) {
    const counts = { support: sums[column]!, predicted: sums[column + 1]!, correct: sums[column + 2]! }
    total.support += counts.support
    total.predicted += counts.predicted
    total.correct += counts.correct
    const scores = scoresOf(counts)
    perLabel.push(scores)
    const occurs = counts.support + counts.predicted > 0
    if (counts.support > 0) withGold++
    if (macroOver === 'all' || occurs) averaged.push(scores)
  }
  const { support: _, ...micro } = scoresOf(total)
  return { micro, macro: macroOf(averaged), accuracy: ratio(right, taken), perLabel, withGold }
}

/** Weights that take the given records once each. */
export function weightsOf(records: Iterable<number>, count: number): Int32Array {
  const weights = new Int32Array(count)
  for (const record of records) weights[record]! += 1
  return weights
}
