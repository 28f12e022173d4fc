import { withoutOthers } from '../../base/origin.ts'
import { type Note, Notes } from '../_notes.ts'
import { MAX_LINE_BYTES } from '../_source.ts'
import type { AnyRecord } from '../records.ts'

/** What a line adds to a record's own JSON: names, and the texts of entities. */
const ROOM_BYTES = 1 << 16

/**
 * A record as it is, or without its other fields where these would make its line longer than can be read again.
 *
 * @param bytesOf the length of its line
 * @param notes hear of what was left out
 */
export function withinLine<R extends AnyRecord>(record: R, bytesOf: () => number, notes: Notes): R {
  const { origin } = record
  if (origin.others === undefined || bytesOf() <= MAX_LINE_BYTES) return record
  notes.add('longFields')
  return { ...record, origin: withoutOthers(origin) }
}

/** `withinLine` for many records, whose lines a writer will make. */
export function withinLines<R extends AnyRecord>(
  records: readonly R[],
): { readonly records: readonly R[]; readonly notes: readonly Note[] } {
  const notes = new Notes()
  const fit = records.map((record) =>
    withinLine(record, () => Buffer.byteLength(JSON.stringify(record)) + ROOM_BYTES, notes),
  )
  return { records: fit, notes: notes.list() }
}
