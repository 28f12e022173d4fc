import { failFile } from './_errors.ts'
import { failJson } from './_json-errors.ts'
import { failTable } from './_table-errors.ts'
import type { FormatName, ReadOptions } from './dataset.ts'
import { columns } from './formats/columns.ts'
import { hasColumnOptions } from './formats/columns-asked.ts'
import { excerpt, type Format } from './formats/format.ts'
import type { DataTask } from './records.ts'

/** Formats of JSON, whose fields the options may name as they name columns. */
const WITH_FIELDS: readonly FormatName[] = [
  'jsonl-class',
  'jsonl-multi',
  'jsonl-pair',
  'jsonl-spans',
  'jsonl-cluener',
  'doccano',
  'label-studio',
  'label-studio-min',
]

/** What reading a file has shown. */
interface Shown {
  readonly file: string
  /** None for a folder of brat. */
  readonly format?: Format
  readonly name: FormatName
  readonly task: DataTask
  readonly reason: string
  /** The first line of a text file. */
  readonly line?: string
}

/**
 * Refuses options that a file has no use for.
 *
 * @throws E_DATA_LABEL_SEPARATOR, E_DATA_COLUMN_CHOICE, E_DATA_NO_COLUMNS, E_DATA_NO_PAIR, E_DATA_NO_LABEL_LISTS, E_DATA_NO_SHEETS
 */
export function refuseOptions(
  options: ReadOptions,
  { file, format, name, task, reason, line = reason }: Shown,
): void {
  const { tokenColumn, tagColumn, labelSeparator, sheet } = options
  if (labelSeparator === '') throw failTable('E_DATA_LABEL_SEPARATOR', {}, { file })
  if ((tokenColumn ?? tagColumn) !== undefined && format !== columns) {
    const values = { token: tokenColumn ?? 1, tag: tagColumn ?? '-', line: excerpt(line) }
    throw failFile('E_DATA_COLUMN_CHOICE', values, { file })
  }
  const isTable = format !== undefined && 'isTable' in format && format.isTable
  if (!isTable && !WITH_FIELDS.includes(name) && hasColumnOptions(options))
    throw failTable('E_DATA_NO_COLUMNS', { reason }, { file })
  if (!isTable && options.pairColumn !== undefined && task !== 'pair')
    throw failJson('E_DATA_NO_PAIR', { found: task, reason }, { file })
  if (labelSeparator !== undefined && task !== 'multi')
    throw failTable('E_DATA_NO_LABEL_LISTS', { found: task, reason }, { file })
  if (sheet !== undefined && name !== 'xlsx')
    throw failTable('E_DATA_NO_SHEETS', { name: String(sheet) }, { file })
}
