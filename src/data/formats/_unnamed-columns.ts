import { failTable } from '../_table-errors.ts'
import type { Row } from './_layout.ts'
import { refuseTitle } from './_title-rows.ts'

/** Fewer rows show no table. */
const FEWEST = 3

/**
 * Refuses a table of three columns or more of which neither names nor values tell what they hold. The message names the
 * columns that look like text and label.
 *
 * @param rows all of them, or the first
 * @param isTable whether it is one for sure; else a column whose values are repeated must show it
 * @throws E_DATA_COLUMNS_UNNAMED, E_DATA_TITLE_ROW
 */
export function refuseUnnamedColumns(rows: readonly Row[], file: string, isTable: boolean): void {
  const first = (rows[0]?.cells ?? []).map((cell) => cell.trim())
  const width = first.length
  const even = rows.filter(({ cells }) => cells.length === width)
  if (width < 3 || rows.length < FEWEST || even.length * 10 < rows.length * 9) return
  refuseTitle(rows, file)
  const columns = first.map((_, column) => even.slice(1).map(({ cells }) => cells[column]!.trim()))
  const text = highest(columns, (values) => medianLength(values))
  const label = highest(columns, (values, column) => (column === text ? -Infinity : -kindsOf(values)))
  if (!isTable && kindsOf(columns[label]!) * 2 > columns[label]!.length) return
  const isHeader =
    !columns[label]!.includes(first[label]!) && lettersOf(first[text]!) * 2 <= medianLength(columns[text]!)
  const shown = (column: number) =>
    isHeader && first[column] !== '' ? quoted(first[column]!) : String(column + 1)
  throw failTable(
    'E_DATA_COLUMNS_UNNAMED',
    { width, names: first.join(', '), text: shown(text), label: shown(label) },
    { file, line: rows[0]!.line },
  )
}

const quoted = (name: string): string => (/\s/.test(name) ? JSON.stringify(name) : name)

/** The column of the highest value, the first of equal ones. */
function highest<T>(columns: readonly T[], of: (values: T, column: number) => number): number {
  const found = columns.map(of)
  return found.indexOf(Math.max(...found))
}

/** Of letters: dates and numbers are long, too, and no texts. */
const medianLength = (values: readonly string[]): number =>
  values.map(lettersOf).sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const lettersOf = (value: string): number => value.replace(/\P{L}/gu, '').length

/** How many values a column has; one that says nothing, with one value, counts as many. */
function kindsOf(values: readonly string[]): number {
  const { size } = new Set(values)
  return size > 1 ? size : values.length + 1
}
