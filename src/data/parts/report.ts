import { compareLabels } from '../labels.ts'
import type { Kept } from './_counted.ts'
import { PART_NAMES, type PartName } from './assign.ts'
import type { SplitFacts, Together } from './facts.ts'

export type { Kept }

/** What a split did. */
export interface SplitReport {
  readonly seed: number
  readonly ratio: readonly number[]
  readonly records: number
  readonly parts: readonly {
    readonly part: PartName
    readonly records: number
    /** Of all records: what was asked for and what was reached. */
    readonly wanted: number
    readonly share: number
    /** Records without any label. */
    readonly unlabelled: number
  }[]
  /** For each label the records that have it: all, and by part in the order of `parts`. */
  readonly labels: readonly {
    readonly label: string
    readonly records: number
    readonly byPart: readonly number[]
  }[]
  /** Labels too rare, or too much in one unit, to be in every part. */
  readonly absent: readonly { readonly label: string; readonly parts: readonly PartName[] }[]
  readonly kept: Together
}

/** Describes a split from the part of each record. */
export function reportOf(
  facts: SplitFacts,
  assigned: Uint8Array,
  kept: Together,
  { ratio, seed }: { readonly ratio: readonly number[]; readonly seed: number },
): SplitReport {
  const used = PART_NAMES.slice(0, ratio.length).filter((_, part) => ratio[part]! > 0)
  const names = facts.labelNames()
  const { starts, items } = facts.labels()
  const sizes = used.map(() => 0)
  const counts = names.map(() => used.map(() => 0))
  const column = PART_NAMES.map((name) => used.indexOf(name))
  for (let record = 0; record < assigned.length; record++) {
    const part = column[assigned[record]!]!
    sizes[part]!++
    for (let at = starts[record]!; at < starts[record + 1]!; at++) counts[items[at]!]![part]!++
  }
  const total = ratio.reduce((sum, weight) => sum + weight, 0)
  const unlabelled = counts[names.indexOf(undefined)]
  const labels = names
    .flatMap((label, number) => (label === undefined ? [] : [{ label, byPart: counts[number]! }]))
    .map(({ label, byPart }) => ({ label, records: byPart.reduce((sum, n) => sum + n, 0), byPart }))
    .sort((a, b) => compareLabels(a.label, b.label))
  return {
    seed,
    ratio,
    records: assigned.length,
    parts: used.map((part, index) => ({
      part,
      records: sizes[index]!,
      wanted: ratio[PART_NAMES.indexOf(part)]! / total,
      share: sizes[index]! / assigned.length,
      unlabelled: unlabelled?.[index] ?? 0,
    })),
    labels,
    absent: labels.flatMap(({ label, byPart }) => {
      const parts = used.filter((_, index) => byPart[index] === 0)
      return parts.length > 0 ? [{ label, parts }] : []
    }),
    kept,
  }
}
