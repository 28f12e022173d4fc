import type { Place } from './errors.ts'

/** Where a record came from, so that every later message can name it. Lines count from 1. */
export interface Origin {
  readonly file: string
  readonly line: number
  /** The number of the element of a JSON array, from 1, where it shares its line with an earlier one. */
  readonly element?: number
  /** The id that the user's file gives the record, if any. */
  readonly id?: string
  /** What the field named by `ReadOptions.groupBy` says: records of one group are never parted. */
  readonly group?: string
  /** The name of that field, under which it is written again. */
  readonly groupField?: string
  /** What the record says in the fields named by `ReadOptions.fields`, where it says anything. */
  readonly fields?: Readonly<Record<string, string>>
  /** The fields that are no part of the record, as they stand there, where `ReadOptions.keepOthers` asks for them. */
  readonly others?: Readonly<Record<string, unknown>>
}

/** The part of an origin that tells the group, where the record has one. */
export const groupOf = (group: string | undefined, groupField: string | undefined): Partial<Origin> =>
  group && groupField !== undefined ? { group, groupField } : {}

/** The name under which a record's group is written. */
export const groupFieldOf = ({ groupField = 'group' }: Origin): string => groupField

/** An origin as a place alone, without what is only kept to be written again. */
export function withoutOthers({ others: _, ...place }: Origin): Origin {
  return place
}

/** Where a record came from, by its place: the inverse of `recordPlace`. */
export function originAt({ file = '', line = 1, element, record: id }: Place): Origin {
  return { file, line, ...(element !== undefined && { element }), ...(id !== undefined && { id }) }
}

/** The place of a record in the user's file. */
export function recordPlace({ file, line, element, id }: Origin): Place {
  return { file, line, ...(element !== undefined && { element }), ...(id !== undefined && { record: id }) }
}
