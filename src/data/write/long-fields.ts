import { withoutOthers } from '../../base/origin.ts'
import { type Note, Notes } from '../_notes.ts'
import { MAX_LINE_BYTES } from '../_source.ts'
import type { AnyRecord } from '../records.ts'

/** What a line adds to a record's own JSON: names, and the texts of entities. */
const ROOM_BYTES = 1 << 16

/** Records without those other fields that would make a line longer than can be read again; how many is noted. */
export function withinLines<R extends AnyRecord>(
  records: readonly R[],
): { readonly records: readonly R[]; readonly notes: readonly Note[] } {
  const notes = new Notes()
  const fit = records.map((record) => {
    const { origin } = record
    const isLong =
      origin.others !== undefined && Buffer.byteLength(JSON.stringify(record)) > MAX_LINE_BYTES - ROOM_BYTES
    if (!isLong) return record
    notes.add('longFields')
    return { ...record, origin: withoutOthers(origin) }
  })
  return { records: fit, notes: notes.list() }
}
