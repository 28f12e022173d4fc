import type { AnyRecord } from '../data/index.ts'
import { LabelFacts } from './label-facts.ts'

/** A label without differences of width, case and blanks. */
export function bareLabel(label: string): string {
  return label.normalize('NFKC').toLowerCase().replace(/\s+/gu, '')
}

/** How often each label occurs in records. */
export function labelFrequencies(records: Iterable<AnyRecord>): Map<string, number> {
  const facts = new LabelFacts(0)
  let index = 0
  for (const record of records) facts.add(record, index++)
  return facts.occurrences()
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
