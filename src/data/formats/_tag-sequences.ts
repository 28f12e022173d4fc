import { failTable } from '../_table-errors.ts'
import { type AnyRecord, recordPlace } from '../records.ts'
import { TOKENS_EXAMPLE } from './_fields.ts'
import { excerpt } from './format.ts'
import { parseTag, tagStyleOf } from './tags.ts'

/** So many records show the style of tags. */
const SHOWN = 1000

/**
 * Refuses classes that all are sequences of tags of entities (`B-PER I-PER O`, or a list of them): as labels of a whole
 * text they mean nothing. Some sequence must show it by an `O` among others or by an entity that goes on; labels such as
 * `S-1` or `B-2` alone may be classes.
 *
 * @throws E_DATA_TAG_SEQUENCE
 */
export function refuseTagSequences(records: readonly AnyRecord[]): void {
  const style = tagStyleOf(records.slice(0, SHOWN).flatMap(piecesOf))
  let shown: AnyRecord | undefined
  for (const record of records) {
    const tags = piecesOf(record).map((piece) => parseTag(piece, style))
    if (tags.some((tag) => tag === undefined)) return
    const goesOn = tags.some((tag, at) => {
      const next = tags[at + 1]
      return next && 'IME'.includes(next.prefix) && next.label === tag!.label
    })
    if (goesOn || (tags.length > 1 && tags.some((tag) => tag!.prefix === 'O'))) shown ??= record
  }
  if (!shown) return
  const values = { tags: excerpt(piecesOf(shown).join(' ')), json: TOKENS_EXAMPLE }
  throw failTable('E_DATA_TAG_SEQUENCE', values, recordPlace(shown.origin))
}

/** The parts of a record's label that blanks separate, or of all of its labels. */
function piecesOf(record: AnyRecord): string[] {
  const labels = 'labels' in record ? record.labels : 'label' in record ? [record.label] : []
  return labels.flatMap((label) => label.split(/\s+/))
}
