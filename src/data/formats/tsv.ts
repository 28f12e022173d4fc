import type { Row } from './_layout.ts'
import { type TableFormat, tableFormat } from './_table.ts'

/**
 * "text TAB label" or "label TAB text" a line, "text TAB text TAB label", or a header that names the columns.
 * Quotes are text.
 */
export const tsv: TableFormat = tableFormat(
  'tsv',
  (sample) => sample.filter((line) => line.includes('\t')).length * 2 > sample.length,
  (reading) => {
    const rows: Row[] = []
    let blank = 0
    let quoted = 0
    for (const { first, lines } of reading.lines()) {
      lines.forEach((line, index) => {
        if (line.trim() === '') {
          blank++
          return
        }
        const cells = line.split('\t')
        if (line.includes('"')) quoted += cells.filter((cell) => /^".+"$/.test(cell)).length
        rows.push({ cells, line: first + index })
      })
    }
    reading.notes.add('blankLines', blank)
    reading.notes.add('keptQuotes', quoted)
    return { separator: 'tab', rows }
  },
)
