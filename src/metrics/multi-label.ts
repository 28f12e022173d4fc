import { fail, requirePairs } from './_errors.ts'
import { type Counts, macroOf, type Ratios, ratio, type Scores, scoresOf } from './scores.ts'

/** How well predicted classes match, with any number of classes for each text. */
export interface MultiLabelScores {
  /** The classes in the order wanted. */
  readonly labels: readonly string[]
  /** How many texts were scored. */
  readonly texts: number
  /** All classes counted together. */
  readonly micro: Ratios
  /** The unweighted mean over every class in `labels`, those that never occur included. */
  readonly macro: Ratios
  readonly perLabel: Readonly<Record<string, Scores>>
  /** The share of texts whose classes are all right and complete. */
  readonly subsetAccuracy: number
  /** The share of wrong decisions among all, one decision for each text and class. */
  readonly hammingLoss: number
  /** The mean over texts of the F1 of each text's classes; 0 for a text without classes, even where none was predicted. */
  readonly samplesF1: number
}

/**
 * Scores of a classification with several classes a text, in agreement with scikit-learn's `classification_report`,
 * `accuracy_score`, `hamming_loss` and `f1_score(average='samples')` on indicator matrices with `zero_division=0`.
 * Within a text a class counts once, however often it is listed.
 *
 * @param gold the classes of each text
 * @param predicted the predicted classes of each text, in the same order of texts
 * @param labels every class that may occur, in the order wanted
 * @throws E_METRICS_UNEQUAL_LENGTHS when the two lists do not have one entry for each text
 * @throws E_METRICS_UNKNOWN_CLASS when an entry holds a class that is not among `labels`
 * @throws E_METRICS_REPEATED_CLASS when `labels` names a class twice
 */
export function scoreMultiLabel(
  gold: readonly (readonly string[])[],
  predicted: readonly (readonly string[])[],
  labels: readonly string[],
): MultiLabelScores {
  requirePairs(gold, predicted)
  const counts = countsByLabel(labels)
  const total: Counts = { support: 0, predicted: 0, correct: 0 }
  const setOf = (classes: readonly string[], index: number): ReadonlySet<string> => {
    for (const label of classes)
      if (!counts.has(label))
        throw fail('E_METRICS_UNKNOWN_CLASS', { label, index, labels: labels.join(', ') })
    return new Set(classes)
  }
  let whole = 0
  let wrong = 0
  let f1 = 0
  for (const [index, classes] of gold.entries()) {
    const expected = setOf(classes, index)
    const found = setOf(predicted[index]!, index)
    let correct = 0
    for (const label of expected) counts.get(label)!.support++
    for (const label of found) {
      const ofLabel = counts.get(label)!
      ofLabel.predicted++
      if (!expected.has(label)) continue
      ofLabel.correct++
      correct++
    }
    total.support += expected.size
    total.predicted += found.size
    total.correct += correct
    const missed = expected.size + found.size - 2 * correct
    wrong += missed
    if (missed === 0) whole++
    f1 += ratio(2 * correct, expected.size + found.size)
  }
  const ofLabels = [...counts.values()].map(scoresOf)
  const { support: _, ...micro } = scoresOf(total)
  return {
    labels: [...labels],
    texts: gold.length,
    micro,
    macro: macroOf(ofLabels),
    perLabel: Object.fromEntries(labels.map((label, at) => [label, ofLabels[at]!])),
    subsetAccuracy: ratio(whole, gold.length),
    hammingLoss: ratio(wrong, gold.length * labels.length),
    samplesF1: ratio(f1, gold.length),
  }
}

function countsByLabel(labels: readonly string[]): Map<string, Counts> {
  const counts = new Map<string, Counts>()
  for (const label of labels) {
    if (counts.has(label)) throw fail('E_METRICS_REPEATED_CLASS', { label })
    counts.set(label, { support: 0, predicted: 0, correct: 0 })
  }
  return counts
}
