import { groupFieldOf } from '../../base/origin.ts'
import { besideNames } from '../formats/beside.ts'
import { isQuotedTsv } from '../formats/quoted-tsv.ts'
import { type RecordOf, recordPlace } from '../records.ts'
import { checkLabel, checkText } from './_checks.ts'
import { failWrite } from './_errors.ts'

type TableRecord = RecordOf['cls' | 'multi' | 'pair']

/** What no text file holds, and what each kind of table cannot keep inside a cell. */
const BARRED = {
  // A reader takes the CR before a line end for part of it.
  csv: /\0|\p{Surrogate}|\r\n/u,
  tsv: /[\0\t\n]|\p{Surrogate}/u,
}

/**
 * Records as a table with a header: an id where there are any, the text or the two texts of a pair, the label, or
 * labels separated by `|`, the group where there are any, and the fields that were kept, nested ones as JSON.
 *
 * @throws E_WRITE_TEXT, E_WRITE_LABEL, E_WRITE_FIELD
 */
export function formatTable(records: readonly TableRecord[], format: 'csv' | 'tsv'): string {
  const hasIds = records.some(({ origin }) => origin.id !== undefined)
  const first = records[0]!
  const names =
    'pair' in first
      ? ['sentence1', 'sentence2', 'label']
      : 'labels' in first
        ? ['text', 'labels']
        : ['text', 'label']
  const grouped = records.find(({ origin }) => origin.group !== undefined)
  const groupField = grouped && groupFieldOf(grouped.origin)
  const hasGroups = groupField !== undefined && !['id', ...names].includes(groupField)
  const taken = ['id', ...names, groupField]
  const others = [...new Set(records.flatMap(({ origin }) => Object.keys(origin.others ?? {})))].filter(
    (name) => !taken.includes(name),
  )
  refuseTwins(records, others, format)
  const rows = [
    [...(hasIds ? ['id'] : []), ...names, ...(hasGroups ? [groupField] : []), ...others],
    ...records.map((record) => [
      ...(hasIds ? [originCell(record, 'id', format)] : []),
      ...cellsOf(record, format),
      ...(hasGroups ? [originCell(record, 'group', format)] : []),
      ...others.map((name) => otherCell(record, name, format)),
    ]),
  ]
  if (format === 'csv') return rows.map((cells) => `${cells.map(quoted).join(',')}\n`).join('')
  const lines = rows.map((cells) => cells.join('\t'))
  if (isQuotedTsv([{ lines }])) refuseQuotes(records, lines.slice(1))
  return lines.map((line) => `${line}\n`).join('')
}

/** Texts whose quotes a reader of TSV would take for those around cells. @throws E_WRITE_TEXT */
function refuseQuotes(records: readonly TableRecord[], lines: readonly string[]): never {
  const record = records[lines.findIndex((line) => line.includes('""'))]!
  throw failWrite('E_WRITE_TEXT', { field: 'text', format: 'tsv' }, recordPlace(record.origin))
}

/** Names that differ in case alone, of different records, would be one column to a reader. @throws E_WRITE_FIELD */
function refuseTwins(records: readonly TableRecord[], names: readonly string[], format: 'csv' | 'tsv'): void {
  const free = besideNames(names)
  const twin = names.find((name) => !free.has(name))
  if (twin === undefined) return
  const record = records.find(({ origin }) => Object.hasOwn(origin.others ?? {}, twin))!
  throw failWrite('E_WRITE_FIELD', { field: twin, format }, recordPlace(record.origin))
}

function originCell(record: TableRecord, field: 'id' | 'group', format: 'csv' | 'tsv'): string {
  const value = record.origin[field]
  if (value !== undefined) checkText(record, format, field, value, BARRED[format])
  return value ?? ''
}

function otherCell(record: TableRecord, name: string, format: 'csv' | 'tsv'): string {
  const { others = {} } = record.origin
  const value = Object.hasOwn(others, name) ? others[name] : ''
  const cell = typeof value === 'object' ? JSON.stringify(value) : String(value)
  // The last cell of a line of TSV would lose its CR.
  const barred = format === 'csv' ? BARRED.csv : new RegExp(`${BARRED.tsv.source}|\\r`, 'u')
  if (barred.test(name) || barred.test(cell))
    throw failWrite('E_WRITE_FIELD', { field: name, format }, recordPlace(record.origin))
  return cell
}

function cellsOf(record: TableRecord, format: 'csv' | 'tsv'): string[] {
  const barred = BARRED[format]
  checkText(record, format, 'text', record.text, barred)
  if ('labels' in record) {
    for (const label of record.labels)
      checkLabel(record, format, label, new RegExp(`${barred.source}|\\|`, 'u'))
    return [record.text, record.labels.join('|')]
  }
  const isPair = 'pair' in record
  checkLabel(record, format, record.label, isPair ? new RegExp(`${barred.source}|^-$`, 'u') : barred)
  if (!isPair) return [record.text, record.label]
  checkText(record, format, 'pair', record.pair, barred)
  return [record.text, record.pair, record.label]
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
