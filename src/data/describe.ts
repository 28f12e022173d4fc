import { labelsOf, recordLabels } from './labels.ts'
import { type AnyRecord, inputKey } from './records.ts'

/** Lengths of texts in UTF-16 code units. A percentile is the smallest length that so many texts stay within. */
export interface Lengths {
  readonly total: number
  readonly min: number
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** What a training plan needs to know about a set of records. */
export interface Description {
  readonly records: number
  /** Of pairs: distinct pairs. */
  readonly distinctTexts: number
  readonly characters: Lengths
  /** Entities (or records, for classification) of each label, in the order of `labelsOf`. */
  readonly labels: readonly { readonly label: string; readonly count: number }[]
  /** Records without any label: texts without an entity. */
  readonly unlabelled: number
}

/** Counts records, lengths and labels; all zero for no records. */
export function describe(records: readonly AnyRecord[]): Description {
  const counts = new Map(labelsOf(records).map((label) => [label, 0]))
  let unlabelled = 0
  for (const record of records) {
    const labels = recordLabels(record)
    if (labels.length === 0) unlabelled++
    for (const label of labels) counts.set(label, counts.get(label)! + 1)
  }
  return {
    records: records.length,
    distinctTexts: new Set(records.map(inputKey)).size,
    characters: lengthsOf(records),
    labels: [...counts].map(([label, count]) => ({ label, count })),
    unlabelled,
  }
}

/** Of a pair both texts count. */
function lengthsOf(records: readonly { readonly text: string; readonly pair?: string }[]): Lengths {
  const sorted = Float64Array.from(records, ({ text, pair = '' }) => text.length + pair.length).sort()
  const total = sorted.reduce((sum, length) => sum + length, 0)
  const percentile = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0
  return {
    total,
    min: sorted[0] ?? 0,
    mean: total / (sorted.length || 1),
    p50: percentile(0.5),
    p90: percentile(0.9),
    p95: percentile(0.95),
    p99: percentile(0.99),
    max: sorted.at(-1) ?? 0,
  }
}
