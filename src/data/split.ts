import { RandomStream } from '../base/random.ts'
import { failRecords } from './_errors.ts'
import { recordLabels } from './labels.ts'
import type { AnyRecord } from './records.ts'

/** The two sides of a split, each in the order of the records it was made from. */
export interface Split<R> {
  readonly train: R[]
  readonly dev: R[]
}

/**
 * Splits a dev set off by seed. Records of equal text stay on one side, so that dev measures unseen texts; every
 * label that occurs stays in train; each side has at least one record. The share is met as closely as that allows.
 *
 * @param share part of the records for dev, above 0 and below 1
 * @throws E_DATA_SHARE, E_DATA_SPLIT
 */
export function splitDataset<R extends AnyRecord>(records: readonly R[], share = 0.1, seed = 0): Split<R> {
  if (!(share > 0 && share < 1)) throw failRecords('E_DATA_SHARE', { share })
  const wanted = Math.max(1, Math.round(records.length * share))
  const groups = new RandomStream(seed, 'split').shuffle(groupByText(records))
  const left = labelCounts(records)
  const dev = new Set<R>()
  let remaining = records.length
  for (const group of groups) {
    if (dev.size >= wanted) break
    const counts = labelCounts(group)
    const keepsAll = [...counts].every(([label, count]) => left.get(label)! > count)
    const fits = dev.size === 0 || dev.size + group.length <= wanted
    if (!keepsAll || !fits || remaining <= group.length) continue
    for (const [label, count] of counts) left.set(label, left.get(label)! - count)
    for (const record of group) dev.add(record)
    remaining -= group.length
  }
  if (dev.size === 0) {
    const file = records[0]?.origin.file
    throw failRecords('E_DATA_SPLIT', { records: records.length }, file === undefined ? {} : { file })
  }
  return {
    train: records.filter((record) => !dev.has(record)),
    dev: records.filter((record) => dev.has(record)),
  }
}

function groupByText<R extends { readonly text: string }>(records: readonly R[]): R[][] {
  const groups = new Map<string, R[]>()
  for (const record of records) {
    const group = groups.get(record.text)
    if (group) group.push(record)
    else groups.set(record.text, [record])
  }
  return [...groups.values()]
}

function labelCounts(records: readonly AnyRecord[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const record of records)
    for (const label of recordLabels(record)) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}
