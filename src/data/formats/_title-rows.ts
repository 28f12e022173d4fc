import type { Notes } from '../_notes.ts'
import { failTable } from '../_table-errors.ts'
import { namesTexts } from './_fields.ts'
import type { Row } from './_layout.ts'

/** A title stands in so many rows at most. */
const MOST = 10

const filled = ({ cells }: Row): number => cells.filter((cell) => cell.trim() !== '').length

/** The rows of a sheet without a title above its header: rows of one cell each before one that names a text. */
export function withoutTitle(rows: readonly Row[], notes: Notes): readonly Row[] {
  const header = rows.slice(0, MOST).findIndex((row) => filled(row) > 1)
  if (header < 1 || !namesTexts(rows[header]!.cells)) return rows
  notes.add('titleRows', header, { line: rows[header]!.line })
  return rows.slice(header)
}

/** Refuses a table whose first row has one filled cell of many, as a title above an unknown header. @throws E_DATA_TITLE_ROW */
export function refuseTitle(rows: readonly Row[], file: string): void {
  const [first] = rows
  if (!first || first.line === 0 || first.cells.length < 3 || filled(first) !== 1) return
  const header = rows.slice(0, MOST).find((row) => filled(row) > 1)
  if (!header) return
  const title = first.cells.find((cell) => cell.trim() !== '')!.trim()
  const names = header.cells.map((cell) => cell.trim()).join(', ')
  throw failTable('E_DATA_TITLE_ROW', { title, line: header.line, names }, { file, line: first.line })
}
