import { failFile } from '../_errors.ts'
import { failTable } from '../_table-errors.ts'
import { readBounded } from './_bounded.ts'
import type { CellFault, Row } from './_layout.ts'
import { BROKEN_TEXT, type ParquetColumn, readColumns } from './_parquet-columns.ts'
import { type TableFormat, tableFormat } from './_table.ts'
import { MAX_CELLS } from './_xlsx-sheet.ts'
import { plainDate } from './_xlsx-styles.ts'

const BOUNDS = { file: 512, unpacked: 1024 }

/**
 * Parquet: the columns by their names; a column that lists strings or numbers may hold several labels. Lines count rows
 * from 1.
 */
export const parquet: TableFormat = tableFormat(
  'parquet',
  () => false,
  ({ file }) => {
    const columns = columnsOf(file)
    const header = { cells: columns.map(({ name }) => name), line: 0 }
    const count = columns[0]?.values.length ?? 0
    const rows = Array.from({ length: count }, (_, index) => rowOf(columns, index, file))
    if (count === 0) throw failFile('E_DATA_EMPTY', {}, { file })
    return { separator: 'cells', rows: [header, ...rows] }
  },
)

function columnsOf(file: string): ParquetColumn[] {
  return readBounded(file, BOUNDS, 'E_DATA_PARQUET', (content, unpackedBytes) =>
    readColumns(new Uint8Array(content), { unpacked: unpackedBytes, cells: MAX_CELLS }),
  )
}

function rowOf(columns: readonly ParquetColumn[], index: number, file: string): Row {
  const line = index + 1
  let lists: Map<number, readonly string[]> | undefined
  let faults: Map<number, CellFault> | undefined
  const cells = columns.map(({ name, values }, column) => {
    const value = values[index]
    const text = cellText(value)
    if (text !== undefined) return text
    const list = Array.isArray(value) ? value.map(cellText) : [undefined]
    if (list.every((item) => item !== undefined)) {
      lists ??= new Map()
      lists.set(column, list)
      return list.join(', ')
    }
    const code = value === BROKEN_TEXT ? 'E_DATA_CELL_UTF8' : 'E_DATA_CELL_NESTED'
    faults ??= new Map()
    faults.set(column, { code, make: () => failTable(code, { name }, { file, line }) })
    return ''
  })
  return { cells, line, ...(lists && { lists }), ...(faults && { faults }) }
}

/** A single value as text, as it would stand in JSON; undefined for lists, structures and bytes. */
function cellText(value: unknown): string | undefined {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : plainDate(value)
  return ['number', 'bigint', 'boolean'].includes(typeof value) ? String(value) : undefined
}
