import { CsvError, parse } from 'csv-parse/sync'
import { failFile } from '../_errors.ts'
import { failLine } from '../_line-errors.ts'
import { headerLayout, type Row, readTable } from './_table.ts'
import type { Format, Reading, Sample } from './format.ts'

/** Quoted fields may span lines, so the whole text is parsed at once; a larger file should be JSONL. */
const MAX_CHARACTERS = 256 * 2 ** 20

/** Comma-separated values (RFC 4180): a header that names text and label, or two columns one of which is a label. */
export const csv: Format = {
  task: 'cls',
  recognises(sample) {
    const rows = sample.filter(hasWholeQuotes).flatMap(cellsOf)
    if (rows[0] && headerLayout(rows[0])) return true
    const pairs = rows.filter((cells) => cells.length === 2)
    return pairs.length * 2 > sample.length && [0, 1].some((column) => isLabelColumn(pairs, column))
  },
  read(reading) {
    const rows = parseRows(wholeText(reading), reading.file)
    const filled = rows.filter(({ cells }) => cells.length > 1 || cells[0]!.trim() !== '')
    reading.notes.add('blankLines', rows.length - filled.length)
    return readTable(reading, 'csv', filled)
  },
}

function hasWholeQuotes(line: string): boolean {
  return (line.split('"').length - 1) % 2 === 0
}

function cellsOf(line: string): string[][] {
  try {
    return parse(line)
  } catch (error) {
    if (error instanceof CsvError) return []
    throw error
  }
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
    if (characters > MAX_CHARACTERS) {
      const values = { size: `> ${MAX_CHARACTERS} characters`, limit: 'CSV 256 Mi characters' }
      throw failFile('E_DATA_TOO_LARGE', values, { file: reading.file })
    }
  }
  return parts.join('\n')
}

function parseRows(text: string, file: string): Row[] {
  try {
    const parsed = parse(text, {
      info: true,
      relax_column_count: true,
      record_delimiter: '\n',
    }) as unknown as { record: string[]; info: { lines: number } }[]
    let line = 1
    return parsed.map(({ record, info }) => {
      const row = { cells: record, line }
      line = info.lines + 1
      return row
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? { line: error.lines } : {}
    throw failLine('E_DATA_CSV', { reason: error.message }, { file, ...line }, error)
  }
}
