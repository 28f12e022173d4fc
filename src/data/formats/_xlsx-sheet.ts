import { failTable } from '../_table-errors.ts'
import { beyondCharacters, checkCells } from './_bounded.ts'
import type { CellFault, Row } from './_layout.ts'
import { MergedCells } from './_xlsx-merged.ts'
import { dateText } from './_xlsx-styles.ts'
import { walkXml } from './_xml.ts'

/** A sheet of Excel has no more columns. */
const MAX_COLUMNS = 16_384
/** Cells that a table may have, blank ones included. */
export const MAX_CELLS = 20_000_000
/** A string that a file holds once may stand in a million cells: their characters are bounded, too. */
const LIMITS = { cells: MAX_CELLS, characters: 512 * 2 ** 20 }

/** What the cells of a sheet refer to. */
export interface BookParts {
  readonly file: string
  readonly strings: readonly string[]
  readonly isDate: readonly boolean[]
  readonly from1904: boolean
}

/** The rows of a sheet, all of one width, without those that are blank. `line` is the number of the row. */
export interface SheetRows {
  readonly rows: Row[]
  readonly blankRows: number
  readonly merged: MergedCells
  readonly formulas: number
}

/** Reads the cells of a sheet. @throws Error when the XML is broken, BeyondBound when there are too many cells */
export function readSheet(bytes: Uint8Array, book: BookParts, limits = LIMITS): SheetRows {
  const found: { cells: string[]; line: number; faults: Map<number, CellFault> | undefined }[] = []
  let row: (typeof found)[number] | undefined
  let lastLine = 0
  const merged = new MergedCells()
  let formulas = 0
  let width = 0
  let characters = 0
  let column = -1
  let cell: Record<string, string> = {}
  let value: string | undefined
  let isFormula = false
  let isInValue = false
  let isInPhonetic = false

  walkXml(bytes, {
    open(name, attributes) {
      if (name === 'row') {
        lastLine = Number(attributes().r ?? lastLine + 1)
        row = { cells: [], line: lastLine, faults: undefined }
        column = -1
        if (!Number.isSafeInteger(lastLine) || lastLine < 1) throw new Error(`row ${attributes().r}`)
      } else if (name === 'c') {
        cell = { ...attributes() }
        column = cell.r === undefined ? column + 1 : columnOf(cell.r)
        if (!row) throw new Error(`cell ${cell.r ?? column + 1} outside of a row`)
        if (!(column < MAX_COLUMNS)) throw new Error(`cell ${cell.r ?? column + 1}`)
        value = undefined
        isFormula = false
      } else if (name === 'f') isFormula = true
      else if (name === 'v' || name === 't') {
        isInValue = true
        // A formula may give an empty string; without a type, an empty value is no result.
        if (cell.t === 'str') value ??= ''
      } else if (name === 'rPh') isInPhonetic = true
      else if (name === 'mergeCell') merged.add(attributes().ref ?? '', columnOf)
    },
    text(text) {
      if (isInValue && !isInPhonetic) value = (value ?? '') + text
    },
    close(name) {
      if (name === 'v' || name === 't') isInValue = false
      else if (name === 'rPh') isInPhonetic = false
      else if (name === 'c' && row) endCell(row)
      else if (name === 'row' && row) endRow(row)
    },
  })
  const rows = found.map(({ cells, line, faults }) => ({
    cells: Array.from({ length: width }, (_, i) => cells[i] ?? ''),
    line,
    ...(faults && { faults }),
  }))
  return { rows, blankRows: blankRowsOf(rows), merged, formulas }

  function endCell({ cells, line }: (typeof found)[number]): void {
    if (isFormula) formulas++
    const name = cell.r ?? `${column + 1}:${line}`
    const place = { file: book.file, line, column: column + 1 }
    if (cells[column] !== undefined) throw new Error(`cell ${name} stands there twice`)
    // The cell counts as filled, so that its row is not taken for blank.
    if (cell.t === 'e') {
      const shown = value ?? ''
      cells[column] = value ?? '#'
      fault('E_DATA_CELL_ERROR', () => failTable('E_DATA_CELL_ERROR', { cell: name, value: shown }, place))
    } else if (isFormula && value === undefined) {
      cells[column] = '='
      fault('E_DATA_CELL_FORMULA', () => failTable('E_DATA_CELL_FORMULA', { cell: name }, place))
    } else if (value !== undefined) cells[column] = cellText(value, cell, book)
    characters += cells[column]?.length ?? 0
    if (characters > limits.characters) throw beyondCharacters(limits.characters)
  }

  function fault(code: string, make: CellFault['make']): void {
    row!.faults ??= new Map()
    row!.faults.set(column, { code, make })
  }

  function endRow(ended: (typeof found)[number]): void {
    row = undefined
    // Cells that are not there are holes, which findLastIndex visits.
    const last = ended.cells.findLastIndex((text?: string) => text !== undefined && text.trim() !== '')
    if (last < 0) return
    ended.cells.length = last + 1
    found.push(ended)
    width = Math.max(width, last + 1)
    // Before they fill the memory.
    checkCells(found.length, width, limits.cells)
  }
}

/** Rows without a value before the last that has one. */
function blankRowsOf(rows: readonly Row[]): number {
  return Math.max(0, (rows.at(-1)?.line ?? 0) - rows.length)
}

/** The column of a reference such as `AB12`, from 0; NaN when it is none. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0]
  if (!letters) return Number.NaN
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

/** What a cell shows, near enough: strings as they are, numbers in their shortest form, dates as `2024-05-01`. */
function cellText(value: string, { t: type, s: style }: Record<string, string>, book: BookParts): string {
  if (type === 's') {
    const text = book.strings[Number(value)]
    if (text === undefined) throw new Error(`shared string ${value}`)
    return text
  }
  if (type === 'str' || type === 'inlineStr') return plainString(value)
  if (type === 'b') return value.trim() === '1' ? 'true' : 'false'
  if (type === 'd' || value.trim() === '') return value
  const number = Number(value)
  if (Number.isNaN(number)) throw new Error(`number ${value}`)
  if (book.isDate[Number(style ?? 0)]) return dateText(number, book.from1904) ?? String(number)
  // Long whole numbers, such as ids, would lose digits.
  return /^-?\d+$/.test(value) ? value : String(number)
}

/** A string of the file: `_x000D_` stands for a character that XML cannot hold. */
export function plainString(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}
