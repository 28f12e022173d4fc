import type { Place } from './errors.ts'

/** Where a record came from, so that every later message can name it. Lines count from 1. */
export interface Origin {
  readonly file: string
  readonly line: number
  /** The id that the user's file gives the record, if any. */
  readonly id?: string
  /** What the field named by `ReadOptions.groupBy` says: records of one group are never parted. */
  readonly group?: string
}

/** The place of a record in the user's file. */
export function recordPlace({ file, line, id }: Origin): Place {
  return { file, line, ...(id !== undefined && { record: id }) }
}
