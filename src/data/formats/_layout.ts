import type { HanTuneError } from '../../base/errors.ts'
import { failTable } from '../_table-errors.ts'
import type { ReadOptions } from '../dataset.ts'
import { FLAG, ID_NAMES, indexOfName, LABEL_NAMES, pairIndexes, TEXT_NAMES } from './_fields.ts'
import { guessLayout } from './_layout-guess.ts'
import { refuseUnnamedColumns } from './_unnamed-columns.ts'
import { askedColumns, hasColumnOptions } from './columns-asked.ts'
import type { ClassTask } from './format.ts'

/** Rows that show whether a column is one of 0 and 1. */
const FLAG_ROWS = 500

/** What is wrong with a cell; the error is made only when the cell is used, as a million of them may be wrong. */
export interface CellFault {
  readonly code: string
  make(): HanTuneError
}

/** One row of a table and the line on which it starts. */
export interface Row {
  readonly cells: readonly string[]
  readonly line: number
  /** The values of cells that are lists, by column. */
  readonly lists?: ReadonlyMap<number, readonly string[]>
  /** What is wrong with single cells, by column. */
  readonly faults?: ReadonlyMap<number, CellFault>
}

/** Which columns hold what, from 0; -1 when there is none. */
export interface Layout {
  readonly task: ClassTask
  readonly text: number
  /** The second text of a pair. */
  readonly pair: number
  readonly label: number
  /** Columns of 0 and 1, one a label; empty when there is a column of labels. */
  readonly flags: readonly number[]
  readonly id: number
  readonly width: number
  readonly hasHeader: boolean
  /** Whether the values alone show which columns these are. */
  readonly isGuessed: boolean
}

/**
 * Finds out which columns of a table hold what: as the options say, as the header says, or as the values show.
 * `rows` are all rows with the header, if there is one; at least one.
 *
 * @throws E_DATA_COLUMN_UNKNOWN, E_DATA_COLUMN_NUMBER, E_DATA_COLUMN_NEEDED, E_DATA_COLUMN_TWICE, E_DATA_COLUMNS_UNNAMED
 */
export function layoutOf(rows: readonly Row[], options: ReadOptions, file: string): Layout {
  const asked = hasColumnOptions(options) ? askedColumns(rows, options, file) : undefined
  const layout = asked ?? headerLayout(rows, options) ?? guessed(rows, options, file)
  const hasLists = layout.task === 'cls' && rows.some(({ lists }) => lists?.has(layout.label))
  return hasLists ? { ...layout, task: 'multi' } : layout
}

/** Line 0 is the schema of a file that keeps its names apart: never a record, also when its names tell nothing. */
function guessed(rows: readonly Row[], options: ReadOptions, file: string): Layout {
  const names = rows[0]!
  if (names.line > 0) {
    const layout = guessLayout(rows, options)
    if (layout.task !== 'pair') refuseUnnamedColumns(rows, file, true)
    return layout
  }
  const layout = guessLayout(rows.slice(1), options)
  if (layout.width === names.cells.length) return { ...layout, hasHeader: true }
  const values = { option: 'textColumn', names: names.cells.join(', ') }
  throw failTable('E_DATA_COLUMN_NEEDED', values, { file })
}

/** The columns that the first row names, or undefined when it is no header. */
export function headerLayout(rows: readonly Row[], options: ReadOptions): Layout | undefined {
  const names = rows[0]?.cells ?? []
  const label = indexOfName(names, LABEL_NAMES)
  const text = indexOfName(names, TEXT_NAMES)
  const both = pairIndexes(names)
  const common = {
    id: indexOfName(names, ID_NAMES),
    width: names.length,
    hasHeader: true,
    isGuessed: false,
    pair: -1,
    flags: [],
  }
  if (options.labelSeparator !== undefined && text >= 0 && label >= 0)
    return { ...common, task: 'multi', text, label }
  const isOneText = options.task === 'cls' && text >= 0
  if (both && label >= 0 && !isOneText)
    return { ...common, task: 'pair', text: both[0], pair: both[1], label }
  if (text >= 0 && label >= 0) return { ...common, task: 'cls', text, label }
  const flags = text >= 0 ? flagColumns(rows.slice(1), [text, common.id], names.length) : []
  return flags.length >= 2 ? { ...common, task: 'multi', text, label: -1, flags } : undefined
}

/** The columns whose first values are 0 and 1, few others among them: those are mistakes, which reading reports. */
function flagColumns(body: readonly Row[], taken: readonly number[], width: number): number[] {
  const whole = body.slice(0, FLAG_ROWS).filter(({ cells }) => cells.length === width)
  if (whole.length === 0) return []
  const columns = Array.from({ length: width }, (_, column) => column)
  const isFlag = (column: number) =>
    whole.filter(({ cells }) => FLAG.test(cells[column]!)).length >= whole.length * 0.9
  return columns.filter((column) => !taken.includes(column) && isFlag(column))
}
