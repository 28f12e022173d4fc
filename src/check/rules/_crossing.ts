import type { Text } from '../../base/locale.ts'
import type { AnyRecord } from '../../data/index.ts'
import type { Finding, Part } from '../finding.ts'
import type { Inspection } from '../inspection.ts'

/** What a rule says of records of a part whose key also stands in another. */
export interface Crossing {
  readonly rule: 'leakage' | 'group-leakage'
  /** Undefined where a record has none. */
  keyOf(record: AnyRecord): string | undefined
  text(part: Part, other: Part, records: number, keys: number): Text
  /** Of one record, where there is something to say. */
  note?(key: string): Text
}

/** A finding for each part with records whose key also stands in an earlier part. */
export function crossings(inspection: Inspection, crossing: Crossing): Finding[] {
  return inspection.parts.flatMap((own, at) =>
    inspection.parts.slice(0, at).flatMap((other) => crossingOf(inspection, crossing, own.part, other.part)),
  )
}

function crossingOf(inspection: Inspection, crossing: Crossing, part: Part, other: Part): Finding[] {
  const { rule, keyOf, text, note } = crossing
  const first = new Map<string, number>()
  for (const [index, record] of inspection.of(other).entries()) {
    const key = keyOf(record)
    if (key !== undefined && !first.has(key)) first.set(key, index)
  }
  const hits = inspection.hits()
  const keys = new Set<string>()
  for (const [index, record] of inspection.of(part).entries()) {
    const key = keyOf(record)
    if (key === undefined || !first.has(key)) continue
    const twin = first.get(key)!
    keys.add(key)
    hits.add(() =>
      inspection.at(part, index, {
        related: inspection.at(other, twin),
        ...(note && { note: note(key) }),
      }),
    )
  }
  return hits.findings(rule, 'error', (records) => text(part, other, records, keys.size))
}
