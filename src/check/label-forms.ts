import { type AnyRecord, recordLabels } from '../data/index.ts'

/** A label without differences of width, case and blanks. */
export function bareLabel(label: string): string {
  return label.normalize('NFKC').toLowerCase().replace(/\s+/gu, '')
}

/** How often each label occurs in records. */
export function labelFrequencies(records: Iterable<AnyRecord>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const record of records)
    for (const label of recordLabels(record)) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}

/**
 * Labels that differ in nothing but width, case and blanks, the most frequent first; of equally frequent ones the
 * first in the order of code units.
 */
export function sameLabels(counts: ReadonlyMap<string, number>): string[][] {
  const groups = new Map<string, string[]>()
  for (const label of counts.keys()) {
    const bare = bareLabel(label)
    const group = groups.get(bare)
    if (group) group.push(label)
    else groups.set(bare, [label])
  }
  const byCount = (a: string, b: string) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1)
  return [...groups.values()].filter(({ length }) => length > 1).map((group) => group.sort(byCount))
}
