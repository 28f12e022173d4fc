import { fail, requirePairs } from './_errors.ts'
import { ratio } from './scores.ts'

/** A threshold, and the F1 that it gives on the data it was chosen on. */
export interface Threshold {
  /** A label is predicted where its score is at least this. */
  readonly threshold: number
  readonly f1: number
  /** How many texts have the label. */
  readonly positives: number
}

export interface Thresholds {
  /** One for all labels: it gives the best micro F1. */
  readonly global: Threshold
  /** One for each label: it gives that label's best F1. A label that no text has keeps 0.5. */
  readonly perLabel: Readonly<Record<string, Threshold>>
  /** The micro F1 with 0.5 for all. */
  readonly atHalf: number
}

/** From which probability on a label applies, where nothing speaks for another. */
export const DEFAULT_THRESHOLD = 0.5

/**
 * Thresholds that make most of scores on data that the model did not learn from. They lie halfway between two scores;
 * of equally good ones the nearest to 0.5 is taken.
 *
 * @param scores [texts][labels], each in [0, 1]
 * @param gold the labels of each text
 * @throws E_METRICS_UNEQUAL_LENGTHS, E_METRICS_UNKNOWN_CLASS
 */
export function chooseThresholds(
  scores: readonly ArrayLike<number>[],
  gold: readonly (readonly string[])[],
  labels: readonly string[],
): Thresholds {
  requirePairs(gold, scores)
  const columns = new Map(labels.map((label, column) => [label, column]))
  const decisions = labels.map((): Decision[] => [])
  for (const [index, classes] of gold.entries()) {
    const held = new Set<number>()
    for (const label of classes) {
      const column = columns.get(label)
      if (column === undefined)
        throw fail('E_METRICS_UNKNOWN_CLASS', { label, index, labels: labels.join(', ') })
      held.add(column)
    }
    for (const [column, list] of decisions.entries())
      list.push({ score: scores[index]![column]!, isTrue: held.has(column) })
  }
  const all = decisions.flat()
  return {
    global: best(all),
    perLabel: Object.fromEntries(labels.map((label, column) => [label, best(decisions[column]!)])),
    atHalf: f1At(all, DEFAULT_THRESHOLD),
  }
}

interface Decision {
  readonly score: number
  readonly isTrue: boolean
}

function best(decisions: readonly Decision[]): Threshold {
  const positives = decisions.filter(({ isTrue }) => isTrue).length
  let found = { threshold: DEFAULT_THRESHOLD, f1: f1At(decisions, DEFAULT_THRESHOLD) }
  if (positives === 0) return { ...found, positives }
  const sorted = [...decisions].sort((a, b) => b.score - a.score)
  let correct = 0
  for (const [at, { score, isTrue }] of sorted.entries()) {
    if (isTrue) correct++
    const next = sorted[at + 1]?.score
    if (next === score) continue
    const f1 = (2 * correct) / (positives + at + 1)
    const threshold = between(next ?? 0, score)
    const isNearer = Math.abs(threshold - DEFAULT_THRESHOLD) < Math.abs(found.threshold - DEFAULT_THRESHOLD)
    if (f1 > found.f1 || (f1 === found.f1 && isNearer)) found = { threshold, f1 }
  }
  return { ...found, positives }
}

/** Halfway up from one score to a higher one; the higher one where no number lies between. */
function between(low: number, high: number): number {
  const half = (low + high) / 2
  return half > low ? half : high
}

function f1At(decisions: readonly Decision[], threshold: number): number {
  const taken = decisions.filter(({ score }) => score >= threshold)
  const correct = taken.filter(({ isTrue }) => isTrue).length
  return ratio(2 * correct, taken.length + decisions.filter(({ isTrue }) => isTrue).length)
}
