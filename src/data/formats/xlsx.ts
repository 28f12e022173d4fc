import { readFileSync, statSync } from 'node:fs'
import { MIB, readBounded } from './_bounded.ts'
import { type TableFormat, tableFormat } from './_table.ts'
import { withoutTitle } from './_title-rows.ts'
import { type Book, chooseSheet, readBook, workbookEntry } from './_xlsx-book.ts'
import { readSheet, type SheetRows } from './_xlsx-sheet.ts'
import { Zip } from './_zip.ts'

/** A small zip can hold very much. */
const BOUNDS = { file: 256, unpacked: 512 }

/** Excel workbooks (.xlsx, .xlsm): one sheet, the first or the one that is asked for, as a table. */
export const xlsx: TableFormat = tableFormat(
  'xlsx',
  () => false,
  (reading) => {
    const { file, notes, options } = reading
    const { book, name, sheet } = unpack(file, options.sheet)
    const others = book.sheets.map((other) => other.name).filter((other) => other !== name)
    notes.add('otherSheets', others.length, { label: name, names: others.join(', ') })
    notes.add('blankLines', sheet.blankRows)
    notes.add('mergedCells', sheet.merged.count)
    notes.add('formulaCells', sheet.formulas)
    const isFirst = options.sheet === undefined && others.length > 0
    return {
      separator: 'cells',
      rows: withoutTitle(sheet.rows, notes),
      mergedRange: (line, column) => sheet.merged.rangeOf(line, column),
      ...(isFirst && { sheets: { name, others } }),
    }
  },
)

/** Whether a zip file is a workbook; a damaged one may be, and is read to say what is wrong. */
export function isWorkbook(file: string): boolean {
  try {
    if (statSync(file).size > BOUNDS.file * MIB) return false
    return workbookEntry(new Zip(readFileSync(file), BOUNDS.unpacked * MIB)) !== undefined
  } catch {
    return false
  }
}

function unpack(
  file: string,
  asked: string | number | undefined,
): { book: Book; name: string; sheet: SheetRows } {
  return readBounded(file, BOUNDS, 'E_DATA_XLSX', (content, unpackedBytes) => {
    const zip = new Zip(content, unpackedBytes)
    const entry = workbookEntry(zip)
    if (!entry) throw new Error('no workbook')
    const book = readBook(zip, entry, file)
    const { name, entry: part } = chooseSheet(book, asked)
    return { book, name, sheet: readSheet(zip.read(part), book) }
  })
}
