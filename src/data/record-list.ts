import type { AnyRecord } from './records.ts'

/** Records in order: in memory, as an array is, or read again by each pass over them. */
export interface RecordList extends Iterable<AnyRecord> {
  readonly length: number
  /** The record of a number from 0; undefined beyond the last. */
  at(index: number): AnyRecord | undefined
}
