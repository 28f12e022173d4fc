/** A record that confidently belongs to another class than the given one. */
export interface OffDiagonal {
  readonly record: number
  /** The class it is confidently of. */
  readonly suggested: number
  /** p(given) − max p(other), in [−1, 1]: the lower, the more suspicious. */
  readonly margin: number
}

/** What confident learning makes of labels. */
export interface ConfidentJoint {
  /** The mean self-confidence of each class; Infinity where no record has the class. */
  readonly thresholds: readonly number[]
  /** Records by given class (rows) and by the class that they are confidently of. */
  readonly joint: readonly (readonly number[])[]
  /** The records off the diagonal, by margin; of equal margins the first record first. */
  readonly ranked: readonly OffDiagonal[]
}

/** Probabilities that equal a threshold reach it, whatever the rounding of its sum. */
const SLACK = 1e-12

/**
 * Confident learning (Northcutt et al., 2021): a record is confidently of a class when its probability of the class
 * is at least the mean that records labelled so have; of several such classes, of the most probable.
 *
 * @param given the class of each record, [n]
 * @param probabilities of each record by a model that has not seen it, [n, classes]
 */
export function confidentJoint(
  given: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
  classes: number,
): ConfidentJoint {
  const sums = new Float64Array(classes)
  const counts = new Float64Array(classes)
  for (const [record, row] of probabilities.entries()) {
    const own = given[record]!
    sums[own]! += row[own]!
    counts[own]!++
  }
  const thresholds = Array.from(counts, (count, k) => (count > 0 ? sums[k]! / count : Infinity))
  const joint = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  const ranked: OffDiagonal[] = []
  for (const [record, row] of probabilities.entries()) {
    const own = given[record]!
    let suggested = -1
    for (let k = 0; k < classes; k++)
      if (row[k]! >= thresholds[k]! - SLACK && (suggested < 0 || row[k]! > row[suggested]!)) suggested = k
    if (suggested < 0) continue
    joint[own]![suggested]!++
    if (suggested !== own) ranked.push({ record, suggested, margin: marginOf(row, own, classes) })
  }
  ranked.sort((a, b) => a.margin - b.margin || a.record - b.record)
  return { thresholds, joint, ranked }
}

function marginOf(row: ArrayLike<number>, own: number, classes: number): number {
  let other = -Infinity
  for (let k = 0; k < classes; k++) if (k !== own) other = Math.max(other, row[k]!)
  return row[own]! - other
}
