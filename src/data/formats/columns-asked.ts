import type { HanTuneError, Place } from '../../base/errors.ts'
import { nearestHint } from '../../base/nearest.ts'
import { failTable } from '../_table-errors.ts'
import type { ReadOptions } from '../dataset.ts'
import { ID_NAMES, indexOfName, LABEL_NAMES, pairIndexes, TEXT_NAMES } from './_fields.ts'
import type { Layout, Row } from './_layout.ts'

const OPTIONS = { text: 'textColumn', pair: 'pairColumn', label: 'labelColumn', id: 'idColumn' } as const
type Part = keyof typeof OPTIONS
const PARTS = Object.keys(OPTIONS) as Part[]

/** Whether the options say which column holds what. */
export function hasColumnOptions(options: ReadOptions): boolean {
  return PARTS.some((part) => options[OPTIONS[part]] !== undefined)
}

const isName = (value: string | number): boolean => typeof value === 'string' && !/^\d+$/.test(value)

/**
 * Which column a value names, by name or by number from 1.
 *
 * @throws E_DATA_COLUMN_UNKNOWN, E_DATA_COLUMN_NUMBER
 */
export function columnIndex(
  value: string | number,
  option: string,
  names: readonly string[],
  width: number,
  place: Place,
): number {
  const index = isName(value) ? names.indexOf(String(value)) : Number(value) - 1
  if (isName(value) && index < 0) throw failUnknown(option, String(value), names, place)
  if (!(Number.isInteger(index) && index >= 0 && index < width))
    throw failTable('E_DATA_COLUMN_NUMBER', { option, number: String(value), width }, place)
  return index
}

/** That a header lacks the column which an option names. */
export function failUnknown(
  option: string,
  name: string,
  names: readonly string[],
  place: Place,
): HanTuneError {
  const values = { option, name, names: names.join(', '), near: nearestHint(name, names) }
  return failTable('E_DATA_COLUMN_UNKNOWN', values, place)
}

/** The columns that the options name; what they leave out is found by the names of the header. */
export function askedColumns(rows: readonly Row[], options: ReadOptions, file: string): Layout {
  const names = rows[0]!.cells.map((cell) => cell.trim())
  const asked = (part: Part) => options[OPTIONS[part]]
  const byName = PARTS.some((part) => asked(part) !== undefined && isName(asked(part)!))
  const hasKnownNames = indexOfName(names, TEXT_NAMES) >= 0 || indexOfName(names, LABEL_NAMES) >= 0
  const { line } = rows[0]!
  // The names of a Parquet file stand on no line, and are a header whatever they are.
  const hasHeader = byName || hasKnownNames || line === 0
  const width = hasHeader ? names.length : widthOf(rows)
  const place = { file, ...(line > 0 ? { line } : {}) }

  const positions = { text: -1, pair: -1, label: -1, id: -1 }
  for (const part of PARTS) {
    const value = asked(part)
    if (value !== undefined) positions[part] = columnIndex(value, OPTIONS[part], names, width, place)
  }
  if (hasHeader) fillByName(positions, names, options)
  fillTheOther(positions, width)
  for (const part of ['text', 'label'] as const)
    if (positions[part] < 0)
      throw failTable('E_DATA_COLUMN_NEEDED', { option: OPTIONS[part], names: names.join(', ') }, place)
  refuseTwice(positions, place)
  const isMulti = options.labelSeparator !== undefined
  if (isMulti && positions.pair >= 0) throw failTable('E_DATA_PAIR_LABELS', {}, { file })
  const task = isMulti ? 'multi' : positions.pair >= 0 ? 'pair' : 'cls'
  return { task, ...positions, flags: [], width, hasHeader, isGuessed: false }
}

/** What the options leave out: the other text of a known pair, then the usual names; never a column that is taken. */
function fillByName(positions: Record<Part, number>, names: readonly string[], options: ReadOptions): void {
  const free = (known: readonly string[]) => {
    const taken = Object.values(positions)
    const left = names.map((name, column) => (taken.includes(column) ? '' : name))
    return indexOfName(left, known)
  }
  if (positions.label < 0) positions.label = free(LABEL_NAMES)
  const both = pairIndexes(names)
  const isPair = both && options.task !== 'cls' && options.labelSeparator === undefined
  if (isPair && positions.text < 0 && (positions.pair < 0 || positions.pair === both[1])) {
    positions.text = both[0]
    positions.pair = both[1]
  }
  if (positions.text < 0) positions.text = free(TEXT_NAMES)
  if (positions.id < 0) positions.id = free(ID_NAMES)
}

/** With two columns, the one that is not named is the other one. */
function fillTheOther(positions: Record<Part, number>, width: number): void {
  if (width !== 2 || positions.pair >= 0 || positions.id >= 0) return
  if (positions.text >= 0 && positions.label < 0) positions.label = 1 - positions.text
  else if (positions.label >= 0 && positions.text < 0) positions.text = 1 - positions.label
}

function refuseTwice(positions: Record<Part, number>, place: Place): void {
  for (const [i, part] of PARTS.entries())
    for (const other of PARTS.slice(i + 1))
      if (positions[part] >= 0 && positions[part] === positions[other]) {
        const values = { first: OPTIONS[part], second: OPTIONS[other], number: positions[part] + 1 }
        throw failTable('E_DATA_COLUMN_TWICE', values, place)
      }
}

/** The number of cells that most rows have. */
function widthOf(rows: readonly Row[]): number {
  const counts = new Map<number, number>()
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0]
}
