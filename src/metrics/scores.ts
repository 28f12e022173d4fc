/** The three ratios that every report shows, each in [0, 1]. */
export interface Ratios {
  readonly precision: number
  readonly recall: number
  /** The harmonic mean of precision and recall. */
  readonly f1: number
}

/** The ratios of one type or class, with the number of gold items they rest on. */
export interface Scores extends Ratios {
  readonly support: number
}

/** What is counted before ratios are taken: items of the truth, items predicted, and those in both. */
export interface Counts {
  support: number
  predicted: number
  correct: number
}

/** Ratios of counts. A ratio without a denominator is 0, as in seqeval and in scikit-learn's `zero_division=0`. */
export function scoresOf({ support, predicted, correct }: Counts): Scores {
  return {
    precision: ratio(correct, predicted),
    recall: ratio(correct, support),
    f1: ratio(2 * correct, support + predicted),
    support,
  }
}

/** The unweighted mean of each ratio, so that a rare type weighs as much as a frequent one; all 0 for an empty list. */
export function macroOf(scores: readonly Ratios[]): Ratios {
  const mean = (of: (score: Ratios) => number): number =>
    ratio(
      scores.reduce((sum, score) => sum + of(score), 0),
      scores.length,
    )
  return { precision: mean((s) => s.precision), recall: mean((s) => s.recall), f1: mean((s) => s.f1) }
}

export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
