import { failTable } from '../_table-errors.ts'
import type { AnyRecord } from '../records.ts'
import type { Row } from './_layout.ts'

/** Fewer records show nothing. */
const FEWEST = 4

/**
 * Refuses a table without known names whose first row looks like names all the same: its label stands nowhere else while
 * all others are repeated, and a text of it is much shorter than texts are. Read as data, the header would become a
 * record, and a wrong column the label.
 *
 * @throws E_DATA_HEADER_UNKNOWN
 */
export function refuseLikelyHeader(
  records: readonly AnyRecord[],
  classes: ReadonlyMap<string, number>,
  { cells }: Row,
  file: string,
): void {
  const first = records[0]
  if (records.length < FEWEST || first === undefined || !('label' in first)) return
  const singles = [...classes.values()].filter((count) => count === 1).length
  if (classes.get(first.label) !== 1 || singles > 1) return
  const lengths = records.slice(1).map(({ text }) => text.length)
  const median = lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)]!
  if (first.text.length * 2 > median) return
  const names = cells.map((cell) => cell.trim())
  throw failTable(
    'E_DATA_HEADER_UNKNOWN',
    { names: names.join(', '), text: names[0]!, label: names[1]! },
    { file, line: 1 },
  )
}
