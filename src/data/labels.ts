import type { AnyRecord } from './records.ts'

/** The labels of a record: those of its entities, or its classes. */
export function recordLabels(record: AnyRecord): readonly string[] {
  if ('entities' in record) return record.entities.map(({ label }) => label)
  return 'labels' in record ? record.labels : [record.label]
}

/**
 * All labels, each once, in an order that depends on nothing but the labels: whole numbers by value and first,
 * the others by UTF-16 code units. A model's class numbers follow this order.
 */
export function labelsOf(records: readonly AnyRecord[]): string[] {
  const labels = new Set<string>()
  for (const record of records) for (const label of recordLabels(record)) labels.add(label)
  return [...labels].sort(compareLabels)
}

/** The order of labels: see `labelsOf`. */
export function compareLabels(a: string, b: string): number {
  const [isNumberA, isNumberB] = [isWhole(a), isWhole(b)]
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1
  if (isNumberA && Number(a) !== Number(b)) return Number(a) - Number(b)
  return a < b ? -1 : a > b ? 1 : 0
}

function isWhole(label: string): boolean {
  return /^-?\d{1,15}$/.test(label)
}
