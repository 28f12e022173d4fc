import type { Row } from './_layout.ts'
import { type Table, type TableFormat, tableFormat } from './_table.ts'
import { csvRows } from './csv.ts'
import type { Reading } from './format.ts'
import { isQuotedSample, isQuotedTsv, mayQuote } from './quoted-tsv.ts'

/**
 * "text TAB label" or "label TAB text" a line, "text TAB text TAB label", or a header that names the columns.
 * Quotes are text, unless the whole file shows that they enclose cells.
 */
export const tsv: TableFormat = tableFormat(
  'tsv',
  (sample) =>
    sample.filter((line) => line.includes('\t')).length * 2 > sample.length || isQuotedSample(sample),
  (reading) => {
    const rows: Row[] = []
    let blank = 0
    let quoted = 0
    let mayBeQuoted = false
    for (const { first, lines } of reading.lines()) {
      lines.forEach((line, index) => {
        if (line.trim() === '') {
          blank++
          return
        }
        const cells = line.split('\t')
        if (line.includes('"')) {
          quoted += cells.filter((cell) => /^".+"$/.test(cell)).length
          mayBeQuoted ||= mayQuote(line)
        }
        rows.push({ cells, line: first + index })
      })
    }
    const table = mayBeQuoted ? quotedTsv(reading) : undefined
    if (table) return table
    reading.notes.add('blankLines', blank)
    reading.notes.add('keptQuotes', quoted)
    return { separator: 'tab', rows }
  },
)

/** The table of a file whose cells stand in quotes; undefined for any other. */
export function quotedTsv(reading: Reading): Table | undefined {
  if (!isQuotedTsv(reading.lines())) return undefined
  reading.notes.add('quotedTsv')
  return { ...csvRows(reading, 'tab'), isQuoted: true }
}
