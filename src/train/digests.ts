import { recordTexts } from '../data/index.ts'
import type { TextRecord } from '../tasks/index.ts'
import type { LoadedData } from './dataset.ts'
import { fingerprint } from './state.ts'

/** SHA-256 over texts and annotations of records in their order, wherever they came from. */
export const recordsDigest = (records: readonly TextRecord[]): string => fingerprint(partsOf(records))

function* partsOf(records: readonly TextRecord[]): Iterable<string> {
  for (const record of records) yield JSON.stringify([recordTexts(record), annotationOf(record)])
}

function annotationOf(record: TextRecord): unknown {
  if ('entities' in record) return record.entities.map(({ start, end, label }) => [start, end, label])
  return 'labels' in record ? record.labels : record.label
}

/**
 * What a run was trained and measured on, so that it can be told later from other data under the same path, and is known
 * under another.
 */
export const measuredDigests = ({ whole, dev, test }: LoadedData) => ({
  train: recordsDigest(whole),
  dev: recordsDigest(dev),
  test: test === undefined ? null : recordsDigest(test),
})
