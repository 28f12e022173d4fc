import type { AnyRecord, Span } from '../data/index.ts'
import { trimSpan } from './boundary.ts'

/** How often each string is tagged as each label. */
export type TagCounts = ReadonlyMap<string, number>

/** Offsets are off by so much at most where something that is counted differently stands before. */
const SHIFTS = [-1, 1, -2, 2]
/** One character moved by one is another word, not the same one beside. */
const SHORTEST = 2

const keyOf = (label: string, surface: string): string => `${label}\0${surface}`

function isLoose(text: string, start: number, end: number): boolean {
  const [from, to] = trimSpan(text, { start, end })
  return from !== start || to !== end
}

/** Counts the entities of records by label and string. */
export function tagCounts(records: Iterable<AnyRecord>): TagCounts {
  const counts = new Map<string, number>()
  for (const record of records) countTags(record, counts)
  return counts
}

/** Counts the entities of one record with those of others. */
export function countTags(record: AnyRecord, counts: Map<string, number>): void {
  if (!('entities' in record)) return
  for (const { start, end, label } of record.entities) {
    const key = keyOf(label, record.text.slice(start, end))
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
}

/**
 * The range that was most likely meant by a span whose string is tagged nowhere else: as long, a character or two beside,
 * and tagged the same elsewhere, twice at least or without the punctuation at its ends; undefined where there is none.
 */
export function shiftedTo(
  text: string,
  { start, end, label }: Span,
  counts: TagCounts,
): readonly [number, number] | undefined {
  if (end - start < SHORTEST || counts.get(keyOf(label, text.slice(start, end))) !== 1) return undefined
  for (const shift of SHIFTS) {
    const [from, to] = [start + shift, end + shift]
    if (from < 0 || to > text.length) continue
    const count = counts.get(keyOf(label, text.slice(from, to))) ?? 0
    // Of two that are tagged once each, the one with punctuation at its ends is off.
    const isBetter = isLoose(text, start, end) && !isLoose(text, from, to)
    if (count >= 2 || (count === 1 && isBetter)) return [from, to]
  }
  return undefined
}
