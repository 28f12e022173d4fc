import { readFileSync, statSync } from 'node:fs'
import { HanTuneError } from '../../base/errors.ts'
import { failFile } from '../_errors.ts'
import { failTable } from '../_table-errors.ts'
import { readTable } from './_table.ts'
import { type Book, chooseSheet, readBook, workbookEntry } from './_xlsx-book.ts'
import { readSheet, type SheetRows } from './_xlsx-sheet.ts'
import { Zip } from './_zip.ts'
import type { ClassFormat } from './format.ts'

const MIB = 2 ** 20
const MAX_FILE_MIB = 256
/** What the parts that are read may hold when they are unpacked: a small zip can hold very much. */
const MAX_UNPACKED_MIB = 512

/** Excel workbooks (.xlsx, .xlsm): one sheet, the first or the one that is asked for, as a table. */
export const xlsx: ClassFormat = {
  isTable: true,
  recognises: () => false,
  read(reading) {
    const { file, notes, options } = reading
    if (statSync(file).size > MAX_FILE_MIB * MIB) throw tooLarge(file)
    const { book, name, sheet } = unpack(file, options.sheet)
    const others = book.sheets.map((other) => other.name).filter((other) => other !== name)
    notes.add('otherSheets', others.length, { label: name, names: others.join(', ') })
    notes.add('blankLines', sheet.blankRows)
    notes.add('mergedCells', sheet.mergedRanges)
    notes.add('formulaCells', sheet.formulas)
    return readTable(reading, 'xlsx', 'cells', sheet.rows)
  },
}

/** Whether a zip file is a workbook; a damaged one may be, and is read to say what is wrong. */
export function isWorkbook(file: string): boolean {
  try {
    if (statSync(file).size > MAX_FILE_MIB * MIB) return false
    return workbookEntry(new Zip(readFileSync(file), MAX_UNPACKED_MIB * MIB)) !== undefined
  } catch {
    return false
  }
}

function unpack(
  file: string,
  asked: string | number | undefined,
): { book: Book; name: string; sheet: SheetRows } {
  try {
    const zip = new Zip(readFileSync(file), MAX_UNPACKED_MIB * MIB)
    const entry = workbookEntry(zip)
    if (!entry) throw new Error('no workbook')
    const book = readBook(zip, entry, file)
    const { name, entry: part } = chooseSheet(book, asked)
    return { book, name, sheet: readSheet(zip.read(part), book) }
  } catch (error) {
    if (error instanceof HanTuneError) throw error
    if (error instanceof RangeError && /unpacked|cells/.test(error.message)) throw tooLarge(file, error)
    const reason = error instanceof Error ? error.message : String(error)
    throw failTable('E_DATA_XLSX', { reason }, { file }, error)
  }
}

function tooLarge(file: string, cause?: Error): HanTuneError {
  const size = cause?.message ?? `> ${MAX_FILE_MIB} MiB`
  const limit = `${MAX_FILE_MIB} MiB; unpacked ${MAX_UNPACKED_MIB} MiB`
  return failFile('E_DATA_TOO_LARGE', { size, limit }, { file }, cause)
}
