import { fail, requirePairs } from './_errors.ts'
import { macroOf, type Ratios, ratio, type Scores, scoresOf } from './scores.ts'

/** How well predicted classes match, with one class for each text. */
export interface ClassScores {
  /** The classes in the order that `confusion` follows. */
  readonly labels: readonly string[]
  /** The share of texts whose class is right. */
  readonly accuracy: number
  /** The unweighted mean of the F1 of every class in `labels`, those that never occur included. */
  readonly macroF1: number
  /** F1 over all classes counted together; with one class for each text it equals the accuracy. */
  readonly microF1: number
  readonly macro: Ratios
  readonly perClass: Readonly<Record<string, Scores>>
  /** `confusion[g][p]`: how many texts of class `labels[g]` were predicted as `labels[p]`. */
  readonly confusion: readonly (readonly number[])[]
}

/**
 * Scores of a classification, in agreement with scikit-learn's `classification_report(labels=labels, zero_division=0)`.
 *
 * @param labels every class that may occur, in the order wanted
 * @throws E_METRICS_UNEQUAL_LENGTHS when the two lists do not have one entry for each text
 * @throws E_METRICS_UNKNOWN_CLASS when an entry is not among `labels`
 * @throws E_METRICS_REPEATED_CLASS when `labels` names a class twice
 */
export function scoreClasses(
  gold: readonly string[],
  predicted: readonly string[],
  labels: readonly string[],
): ClassScores {
  requirePairs(gold, predicted)
  const rows = indexOf(labels)
  const rowOf = (label: string, index: number): number => {
    const row = rows.get(label)
    if (row === undefined) throw fail('E_METRICS_UNKNOWN_CLASS', { label, index, labels: labels.join(', ') })
    return row
  }
  const confusion = labels.map(() => labels.map(() => 0))
  for (const [index, label] of gold.entries()) {
    const row = confusion[rowOf(label, index)]!
    row[rowOf(predicted[index]!, index)]!++
  }
  const ofClass = labels.map((_, at) =>
    scoresOf({
      support: sum(confusion[at]!),
      predicted: sum(confusion.map((row) => row[at]!)),
      correct: confusion[at]![at]!,
    }),
  )
  const correct = sum(confusion.map((row, at) => row[at]!))
  const macro = macroOf(ofClass)
  return {
    labels: [...labels],
    accuracy: ratio(correct, gold.length),
    macroF1: macro.f1,
    microF1: scoresOf({ support: gold.length, predicted: predicted.length, correct }).f1,
    macro,
    perClass: Object.fromEntries(labels.map((label, at) => [label, ofClass[at]!])),
    confusion,
  }
}

function indexOf(labels: readonly string[]): Map<string, number> {
  const rows = new Map<string, number>()
  for (const label of labels) {
    if (rows.has(label)) throw fail('E_METRICS_REPEATED_CLASS', { label })
    rows.set(label, rows.size)
  }
  return rows
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
