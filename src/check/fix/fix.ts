import { type AnyRecord, besideFields, inputKey, recordLabels } from '../../data/index.ts'
import type { CheckData } from '../check.ts'
import { PARTS, type Part } from '../finding.ts'
import { recordKey } from '../inspection.ts'
import { tagCounts } from '../shifted.ts'
import { withTrimmedEntities } from './boundaries.ts'
import type { Change } from './change.ts'
import { stripped, withoutInvisible } from './invisible.ts'
import { preferredLabels, withPreferredLabels } from './labels.ts'

export interface FixOptions {
  /** The part that is mended, `train` where it is left out; the others only say what is frequent and what leaks. */
  readonly part?: Part
  /** Takes records out that also stand in another part. */
  readonly fixLeakage?: boolean
}

export interface Fixed {
  readonly records: readonly AnyRecord[]
  /** Every change, in the order of the records. */
  readonly changes: readonly Change[]
}

/**
 * Mends what can be mended without knowing what was meant: zero-width characters go (entities move along), entities
 * lose blanks and punctuation at their ends (unless they look shifted), labels that differ in width, case or blanks take the most frequent form,
 * of equal records the first stays. Records in = records out + changes whose `after` is null for a whole record.
 */
export function fixData(data: CheckData, { part = 'train', fixLeakage = false }: FixOptions = {}): Fixed {
  const all = PARTS.flatMap((own) => [...(data[own] ?? [])])
  const preferred = preferredLabels(all)
  const elsewhere = new Set(
    fixLeakage ? PARTS.filter((own) => own !== part).flatMap((own) => inputs(data[own])) : [],
  )
  const counts = tagCounts(all)
  const seen = new Set<string>()
  const records: AnyRecord[] = []
  const changes: Change[] = []
  for (const given of data[part] ?? []) {
    const bare = withoutInvisible(given)
    const trimmed = withTrimmedEntities(bare.record, counts)
    const { record, changes: labels } = withPreferredLabels(trimmed.record, preferred)
    const key = recordKey(record)
    const { origin } = record
    if (elsewhere.has(inputKey(record)))
      changes.push({ origin, rule: 'leakage', before: plain(given), after: null })
    else if (seen.has(key)) changes.push({ origin, rule: 'duplicate', before: plain(given), after: null })
    else {
      seen.add(key)
      records.push(record)
      for (const own of [bare.changes, trimmed.changes, labels]) changes.push(...own)
    }
  }
  return { records, changes }
}

/** What stands in a part, as it is and without zero-width characters. */
function inputs(records: Iterable<AnyRecord> = []): string[] {
  return [...records].flatMap((record) => {
    const input = inputKey(record)
    const bare = stripped(input)
    return bare === input ? [input] : [input, bare]
  })
}

/** A record as JSONL holds it: what HanTune reads back as the same record. */
export function plain(record: AnyRecord): Readonly<Record<string, unknown>> {
  const { origin } = record
  const id = origin.id === undefined ? {} : { id: origin.id }
  const fields = fieldsOf(record)
  return { ...id, ...fields, ...besideFields(origin, fields) }
}

function fieldsOf(record: AnyRecord): object {
  const { text } = record
  if ('entities' in record)
    return { text, entities: record.entities.map(({ start, end, label }) => ({ start, end, label })) }
  if ('labels' in record) return { text, labels: recordLabels(record) }
  return 'pair' in record
    ? { sentence1: text, sentence2: record.pair, label: record.label }
    : { text, label: record.label }
}
