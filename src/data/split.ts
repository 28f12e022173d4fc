import { HanTuneError } from '../base/errors.ts'
import { failRecords } from './_errors.ts'
import { splitParts } from './parts/split-parts.ts'
import type { AnyRecord } from './records.ts'

/** The two sides of a split, each in the order of the records it was made from. */
export interface Split<R> {
  readonly train: R[]
  readonly dev: R[]
}

/**
 * Splits a dev set off by seed as `splitParts` does: stratified by label, with equal and nearly equal texts and the
 * records of a group on one side, so that dev measures unseen texts; every label that occurs stays in train; each side
 * has at least one record. Where near-duplicates link all there is, equal texts alone are kept together.
 *
 * @param share part of the records for dev, above 0 and below 1
 * @throws E_DATA_SHARE, E_DATA_SPLIT
 */
export function splitDataset<R extends AnyRecord>(records: readonly R[], share = 0.1, seed = 0): Split<R> {
  if (!(share > 0 && share < 1)) throw failRecords('E_DATA_SHARE', { share })
  const ratio = [1 - share, share]
  const split = trySplit(records, { ratio, seed }) ?? trySplit(records, { ratio, seed, near: 1 })
  if (split) return split
  const file = records[0]?.origin.file
  throw failRecords('E_DATA_SPLIT', { records: records.length }, file === undefined ? {} : { file })
}

/** Undefined where too few pieces are left for dev. */
function trySplit<R extends AnyRecord>(
  records: readonly R[],
  options: Parameters<typeof splitParts>[1],
): Split<R> | undefined {
  try {
    const { train, dev } = splitParts(records, options).parts
    return { train, dev }
  } catch (error) {
    if (error instanceof HanTuneError && error.code === 'E_DATA_PART_EMPTY') return undefined
    throw error
  }
}
