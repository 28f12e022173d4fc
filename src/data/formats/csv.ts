import { CsvError, parse } from 'csv-parse/sync'
import { csvFault, csvLines } from '../../base/csv-lines.ts'
import { failFile } from '../_errors.ts'
import { failLine } from '../_line-errors.ts'
import type { ReadOptions } from '../dataset.ts'
import { manyCharacters } from './_bounded.ts'
import { namesTexts } from './_fields.ts'
import { headerLayout, type Row } from './_layout.ts'
import { guessPair } from './_layout-guess.ts'
import { type Table, type TableFormat, tableFormat } from './_table.ts'
import { refuseUnnamedColumns } from './_unnamed-columns.ts'
import { hasColumnOptions } from './columns-asked.ts'
import type { Reading, Sample } from './format.ts'

/** Quoted fields may span lines, so the whole text is parsed at once; a larger file should be JSONL. */
const MAX_CHARACTERS = 256 * 2 ** 20

const SEPARATORS = { comma: ',', semicolon: ';', bar: '|', tab: '\t' } as const
type CsvSeparator = keyof typeof SEPARATORS
/** What is tried between the columns of CSV; all but the comma need a header that shows them. */
const SEPARATOR_NAMES = ['comma', 'semicolon', 'bar'] as const satisfies readonly CsvSeparator[]

/**
 * Comma-separated values (RFC 4180): a header that names text and label, two columns one of which is a label, or two
 * texts and a label. With a header, semicolons and bars may stand for the commas.
 */
export const csv: TableFormat = tableFormat(
  'csv',
  (sample, options) => separatorOf(sample, options) !== undefined,
  (reading) => csvRows(reading, separatorOf(reading.sample, reading.options) ?? 'comma'),
)

/**
 * CSV whose first line names its columns: that is more telling than what its texts look like, which may hold tabs or
 * JSON.
 */
export const headedCsv: TableFormat = {
  ...csv,
  recognises: (sample, options) => headedSeparator(sample, options) !== undefined,
}

/** The rows of a file that is known to be CSV. */
export function csvRows(reading: Reading, separator: CsvSeparator): Table {
  const rows = parseRows(wholeText(reading), separator, reading.file)
  const filled = rows.filter(({ cells }) => !isBlank(cells, separator))
  reading.notes.add('blankLines', rows.length - filled.length)
  return { separator, rows: filled }
}

/** A blank line; TABs are blanks, too. */
const isBlank = (cells: readonly string[], separator: CsvSeparator): boolean =>
  (separator === 'tab' || cells.length === 1) && cells.every((cell) => cell.trim() === '')

/** The cells of a first line, by whatever separates the most of them; one cell where nothing does. */
export function firstCells(sample: Sample): { readonly separator: CsvSeparator; readonly cells: string[] } {
  const all = SEPARATOR_NAMES.map((separator) => ({
    separator,
    cells: cellsOf(sample[0] ?? '', separator)[0] ?? [],
  }))
  return all.reduce((best, one) => (one.cells.length > best.cells.length ? one : best))
}

/** What separates the names of a header; undefined when there is none. */
function headedSeparator(sample: Sample, options: ReadOptions): CsvSeparator | undefined {
  return SEPARATOR_NAMES.find((name) => {
    const [names = []] = cellsOf(sample[0] ?? '', name)
    // Most files show on line 1 that they are no such table.
    return namesTexts(names) && headerLayout(sampleRows(sample, name), options) !== undefined
  })
}

/** What separates the columns of the first lines; undefined when they are no table. */
function separatorOf(sample: Sample, options: ReadOptions): CsvSeparator | undefined {
  const headed = headedSeparator(sample, options)
  if (headed) return headed
  if (hasColumnOptions(options)) {
    const { separator, cells } = firstCells(sample)
    if (cells.length > 1) return separator
  }
  const rows = sampleRows(sample, 'comma')
  const pairs = rows.map(({ cells }) => cells).filter((cells) => cells.length === 2)
  const isTwo = pairs.length * 2 > sample.length && [0, 1].some((column) => isLabelColumn(pairs, column))
  return isTwo || guessPair(rows) ? 'comma' : undefined
}

/** The sample as rows; lines that are only part of a quoted field are left out. */
function sampleRows(sample: Sample, separator: CsvSeparator): Row[] {
  const whole = sample.filter((line) => (line.split('"').length - 1) % 2 === 0)
  return whole.flatMap((text) => cellsOf(text, separator)).map((cells, index) => ({ cells, line: index + 1 }))
}

function cellsOf(line: string, separator: CsvSeparator): string[][] {
  try {
    return parse(line, { delimiter: SEPARATORS[separator] })
  } catch (error) {
    if (error instanceof CsvError) return []
    throw error
  }
}

/** Refuses lines that are a table of several columns of which nothing tells what they hold. @throws E_DATA_COLUMNS_UNNAMED */
export function refuseUnnamedTable(sample: Sample, file: string): void {
  refuseUnnamedColumns(sampleRows(sample, firstCells(sample).separator), file, false)
}

/** Short values that are repeated, or whole numbers: a column of labels rather than half a sentence. */
function isLabelColumn(rows: Sample[], column: number): boolean {
  const values = rows.map((cells) => cells[column]!.trim())
  const isShort = values.every((value) => value.length <= 30)
  return (
    isShort && (new Set(values).size * 2 <= values.length || values.every((value) => /^\d+$/.test(value)))
  )
}

function wholeText(reading: Reading): string {
  const parts: string[] = []
  let characters = 0
  for (const { lines } of reading.lines()) {
    const part = lines.join('\n')
    parts.push(part)
    characters += part.length
    if (characters > MAX_CHARACTERS)
      throw failFile('E_DATA_TOO_LARGE', manyCharacters(MAX_CHARACTERS), { file: reading.file })
  }
  return parts.join('\n')
}

function parseRows(text: string, separator: CsvSeparator, file: string): Row[] {
  try {
    const parsed = parse(text, {
      delimiter: SEPARATORS[separator],
      info: true,
      relax_column_count: true,
      record_delimiter: '\n',
    }) as unknown as { record: string[]; info: { lines: number } }[]
    const lineOf = csvLines(text)
    let line = 1
    return parsed.map(({ record, info }) => {
      const row = { cells: record, line }
      line = lineOf(info.lines) + 1
      return row
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const { reason, ...place } = csvFault(error, text)
    throw failLine('E_DATA_CSV', { reason }, { file, ...place }, error)
  }
}
