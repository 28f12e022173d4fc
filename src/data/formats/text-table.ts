import { failLine } from '../_line-errors.ts'
import { Notes } from '../_notes.ts'
import { failTable } from '../_table-errors.ts'
import type { ReadOptions } from '../dataset.ts'
import type { Origin } from '../records.ts'
import { ID_NAMES, indexOfName, namesTexts, pairIndexes, TEXT_NAMES } from './_fields.ts'
import type { Row } from './_layout.ts'
import type { Table, TableFormat } from './_table.ts'
import { listFault } from './_token-lists.ts'
import { columnIndex } from './columns-asked.ts'
import { csvRows, firstCells } from './csv.ts'
import { excerpt, type Reading } from './format.ts'
import { sampleObjects } from './json-lines.ts'
import { mayQuote } from './quoted-tsv.ts'
import { quotedTsv, tsv } from './tsv.ts'

/** A text to predict on. */
export interface PlainText {
  readonly text: string
  /** The text that it is compared with, where the file has one. */
  readonly pair?: string
  readonly origin: Origin
}

/** Which columns of a table hold what, and which sheet of a workbook it is. */
export type TextOptions = Pick<ReadOptions, 'textColumn' | 'pairColumn' | 'idColumn' | 'sheet'>

interface Columns {
  readonly text: number
  readonly pair: number
  readonly id: number
  readonly hasHeader: boolean
}

/**
 * The texts of a table; undefined for what is none: neither a workbook nor Parquet, no header that names the text, and no
 * column asked for. Broken rows go to the faults.
 *
 * @param binary the format of a file that is no text
 * @throws E_DATA_COLUMN_*, E_DATA_NO_COLUMNS
 */
export function textTable(reading: Reading, binary: TableFormat | undefined): PlainText[] | undefined {
  const table = tableOf(reading, binary)
  if (!table) {
    if (isAsked(reading.options) && sampleObjects(reading.sample).length === 0)
      throw failTable(
        'E_DATA_NO_COLUMNS',
        { reason: excerpt(reading.sample[0] ?? '') },
        { file: reading.file },
      )
    return undefined
  }
  const [names] = table.rows
  if (!names) return []
  const columns = columnsOf(names, reading)
  const { notes } = reading
  const used = [columns.text, columns.pair, columns.id]
  if (columns.hasHeader && names.line > 0)
    notes.add('header', 1, { line: names.line, names: names.cells.map((cell) => cell.trim()).join(', ') })
  const unused = names.cells.filter((_, column) => !used.includes(column))
  if (columns.hasHeader) notes.add('ignoredColumns', unused.length, { names: unused.join(', ') })
  const body = columns.hasHeader ? table.rows.slice(1) : table.rows
  return body.flatMap((row) => textOf(reading, row, columns, names.cells))
}

const isAsked = ({ textColumn, pairColumn, idColumn }: TextOptions): boolean =>
  [textColumn, pairColumn, idColumn].some((column) => column !== undefined)

function tableOf(reading: Reading, binary: TableFormat | undefined): Table | undefined {
  if (binary) return binary.rows(reading)
  const { sample, options } = reading
  if (sampleObjects(sample).length > 0) return undefined
  const tabs = (sample[0] ?? '').split('\t')
  const { separator, cells } = firstCells(sample)
  const isTable = (names: readonly string[]) => names.length > 1 && (isAsked(options) || namesTexts(names))
  if (isTable(tabs)) return tsv.rows(reading)
  // Names in quotes, or a first cell that goes on in the next line.
  if (mayQuote(sample[0] ?? '')) {
    const notes = new Notes()
    const quoted = quotedTsv({ ...reading, notes })
    if (quoted && isTable(quoted.rows[0]!.cells)) {
      reading.notes.addAll(notes)
      return quoted
    }
  }
  return isTable(cells) ? csvRows(reading, separator) : undefined
}

function columnsOf({ cells, line }: Row, { options, file }: Reading): Columns {
  const names = cells.map((cell) => cell.trim())
  const place = { file, ...(line > 0 ? { line } : {}) }
  const asked = (option: 'textColumn' | 'pairColumn' | 'idColumn') =>
    options[option] === undefined
      ? undefined
      : columnIndex(options[option], option, names, names.length, place)
  const [text, pair, id] = [asked('textColumn'), asked('pairColumn'), asked('idColumn')]
  const isByName = [options.textColumn, options.pairColumn, options.idColumn].some(
    (column) => column !== undefined && names.includes(String(column)),
  )
  const hasHeader = line === 0 || isByName || namesTexts(names)
  const both = hasHeader && text === undefined ? pairIndexes(names) : undefined
  // A workbook of one column is a list of texts.
  const only = names.length === 1 ? 0 : -1
  const found = text ?? both?.[0] ?? (hasHeader ? indexOfName(names, TEXT_NAMES) : only)
  const chosen = found >= 0 ? found : only
  if (chosen < 0)
    throw failTable('E_DATA_COLUMN_NEEDED', { option: 'textColumn', names: names.join(', ') }, place)
  return {
    text: chosen,
    pair: pair ?? both?.[1] ?? -1,
    id: id ?? (hasHeader ? indexOfName(names, ID_NAMES) : -1),
    hasHeader,
  }
}

function textOf(
  { file, faults }: Reading,
  row: Row,
  { text, pair, id }: Columns,
  names: readonly string[],
): PlainText[] {
  const { cells, line, faults: broken } = row
  const name = cells[id]
  const origin = { file, line, ...(name ? { id: name } : {}) }
  const place = { file, line, ...(name ? { record: name } : {}) }
  const lists = [text, pair].map((column) => listFault(row, column, names[column]!, file))
  const fault = [...[text, pair, id].map((column) => broken?.get(column)), ...lists].find(
    (one) => one !== undefined,
  )
  if (fault) faults.add(fault.code, fault.make)
  else if (cells.length !== names.length) {
    const shown = { expected: names.length, found: cells.length, line: excerpt(cells.join('\t')) }
    faults.add('E_DATA_COLUMNS', () => failLine('E_DATA_COLUMNS', shown, place))
  } else if (cells[text]!.trim() === '' || cells[pair]?.trim() === '')
    faults.add('E_DATA_EMPTY_TEXT', () => failLine('E_DATA_EMPTY_TEXT', {}, place))
  else return [{ text: cells[text]!, ...(pair >= 0 && { pair: cells[pair]! }), origin }]
  return []
}
