import type { Text } from '../../base/locale.ts'
import { type AnyRecord, FirstIndex } from '../../data/index.ts'
import type { Hits } from '../_hits.ts'
import type { Part } from '../finding.ts'
import type { Inspection } from '../inspection.ts'
import type { Look } from './rule.ts'

/** What a rule says of records of a part whose key also stands in another. */
export interface Crossing {
  readonly rule: 'leakage' | 'group-leakage'
  /** Undefined where a record has none. */
  keyOf(record: AnyRecord): string | undefined
  text(part: Part, other: Part, records: number, keys: number): Text
  /** Of one record, where there is something to say. */
  note?(key: string): Text
}

/** What crosses from one earlier part. */
interface Pair {
  readonly other: Part
  /** The first record of each key of that part. */
  readonly first: FirstIndex
  readonly hits: Hits
  readonly keys: FirstIndex
  keyCount: number
}

/** A finding for each part with records whose key also stands in an earlier part. */
export function crossings(inspection: Inspection, crossing: Crossing): Look {
  const { rule, keyOf, text, note } = crossing
  // Nothing comes after the last part that its keys could cross to.
  const firsts = new Map(inspection.parts.slice(0, -1).map(({ part }) => [part, new FirstIndex()]))
  const pairs = new Map(
    inspection.parts.map(({ part }, at) => [
      part,
      inspection.parts.slice(0, at).map(
        ({ part: other }): Pair => ({
          other,
          first: firsts.get(other)!,
          hits: inspection.hits(),
          keys: new FirstIndex(),
          keyCount: 0,
        }),
      ),
    ]),
  )
  return {
    see(seen) {
      const key = keyOf(seen.record)
      if (key === undefined) return
      for (const pair of pairs.get(seen.part)!) {
        const twin = pair.first.get(key)
        if (twin === undefined) continue
        if (pair.keys.add(key, 0) === undefined) pair.keyCount++
        pair.hits.add(() =>
          inspection.at(seen, {
            related: inspection.place(pair.other, twin),
            ...(note && { note: note(key) }),
          }),
        )
      }
      firsts.get(seen.part)?.add(key, seen.index)
    },
    findings: () =>
      [...pairs].flatMap(([part, others]) =>
        others.flatMap(({ other, hits, keyCount }) =>
          hits.findings(rule, 'error', (records) => text(part, other, records, keyCount)),
        ),
      ),
  }
}
