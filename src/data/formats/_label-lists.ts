import type { Notes } from '../_notes.ts'
import { indexOfName } from './_fields.ts'
import type { Row } from './_layout.ts'
import type { Reading } from './format.ts'

/** What people put between labels. */
const SEPARATORS = ['|', '、', ';', '；', ',', '，']
/** The name and the separator of a column of labels as this program writes it. */
const [OWN_NAME, OWN_SEPARATOR] = ['labels', '|']

/** How a table is read whose header says `labels` and whose cells hold several: as lists, without being asked to. */
export function withLabelLists(reading: Reading, rows: readonly Row[]): Reading {
  const { options, notes } = reading
  if (options.labelSeparator !== undefined || options.labelColumn !== undefined) return reading
  if (options.task !== undefined && options.task !== 'multi') return reading
  const column = indexOfName(rows[0]?.cells ?? [], [OWN_NAME])
  if (column < 0 || !rows.slice(1).some(({ cells }) => cells[column]?.includes(OWN_SEPARATOR))) return reading
  notes.add('labelLists', 1, { label: OWN_NAME, separator: OWN_SEPARATOR })
  return { ...reading, options: { ...options, labelSeparator: OWN_SEPARATOR } }
}

/** Says so when labels look like lists: most pieces of those with a separator stand elsewhere, too. */
export function noteLikelyLists(notes: Notes, classes: ReadonlyMap<string, number>): void {
  for (const separator of SEPARATORS) {
    const joined = [...classes.keys()].filter((label) => label.includes(separator))
    if (joined.length < 2) continue
    const uses = new Map<string, number>()
    for (const label of classes.keys())
      for (const piece of label.split(separator)) uses.set(piece.trim(), (uses.get(piece.trim()) ?? 0) + 1)
    const pieces = joined.flatMap((label) => label.split(separator).map((piece) => piece.trim()))
    const shared = pieces.filter((piece) => piece !== '' && uses.get(piece)! > 1).length
    if (shared * 2 < pieces.length) continue
    notes.add('maybeLists', joined.length, { label: joined[0]!, separator })
    return
  }
}
