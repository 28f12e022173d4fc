import { defineTexts } from '../../base/locale.ts'
import { failFile } from '../_errors.ts'
import { failLine } from '../_line-errors.ts'
import type { LabelledText } from '../records.ts'
import { ID_NAMES, indexOfName, LABEL_NAMES, TEXT_NAMES } from './_fields.ts'
import { excerpt, type Reading, type ReadResult } from './format.ts'

const say = defineTexts({
  withHeader: {
    zh: '每行 {width} 列、用{separator}分隔，表头写明文本列是“{text}”、标签列是“{label}”',
    en: '{width} columns separated by {separator}; the header names the text "{text}" and the label "{label}"',
  },
  withoutHeader: {
    zh: '每行两列、用{separator}分隔，没有表头；第 {column} 列只有 {distinct} 种取值，所以是标签列',
    en: 'two columns separated by {separator}, no header; column {column} has only {distinct} values, so it is the label',
  },
  tab: { zh: ' TAB ', en: 'TAB' },
  comma: { zh: '逗号', en: 'commas' },
})

/** One row of a table and the line on which it starts. */
export interface Row {
  readonly cells: readonly string[]
  readonly line: number
}

/** Which columns hold what; `id` is -1 when there is none. */
interface Layout {
  readonly text: number
  readonly label: number
  readonly id: number
  readonly width: number
  readonly hasHeader: boolean
}

/** The columns that a header names, or undefined when the cells are no header. */
export function headerLayout(cells: readonly string[]): Layout | undefined {
  const text = indexOfName(cells, TEXT_NAMES)
  const label = indexOfName(cells, LABEL_NAMES)
  if (text < 0 || label < 0) return undefined
  return { text, label, id: indexOfName(cells, ID_NAMES), width: cells.length, hasHeader: true }
}

/** Turns the rows of a table into labelled texts; rows that are broken go to the faults. */
export function readTable(
  reading: Reading,
  format: 'tsv' | 'csv',
  rows: readonly Row[],
): ReadResult<LabelledText> {
  const { file, notes, faults } = reading
  const header = rows[0] && headerLayout(rows[0].cells)
  const layout = header ?? guessLayout(rows)
  const body = header ? rows.slice(1) : rows
  if (header) noteHeader(reading, header, rows[0]!)
  const { groupBy } = reading.options
  const groupColumn =
    header && groupBy !== undefined ? indexOfName(rows[0]!.cells, [groupBy.toLowerCase()]) : -1
  const records: LabelledText[] = []
  let trimmed = 0
  for (const { cells, line } of body) {
    const place = { file, line }
    if (cells.length !== layout.width) {
      const shown = { expected: layout.width, found: cells.length, line: excerpt(cells.join('\t')) }
      faults.add('E_DATA_COLUMNS', () => failLine('E_DATA_COLUMNS', shown, place))
      continue
    }
    const text = cells[layout.text]!
    const label = cells[layout.label]!.trim()
    const code = text.trim() === '' ? 'E_DATA_EMPTY_TEXT' : label === '' ? 'E_DATA_EMPTY_LABEL' : undefined
    if (code) {
      faults.add(code, () => failLine(code, {}, place))
      continue
    }
    if (label !== cells[layout.label]) trimmed++
    const id = cells[layout.id]
    const group = cells[groupColumn]?.trim()
    records.push({ text, label, origin: { file, line, ...(id && { id }), ...(group && { group }) } })
  }
  if (!header) refuseManyLabels(records, file)
  notes.add('trimmedLabels', trimmed)
  if (!header) noteLikelyHeader(reading, records)
  return { format, reason: reasonOf(format, layout, rows, records), records }
}

/** Two columns of texts (translations, titles with links) are no classes: hardly a value is repeated. */
function refuseManyLabels(records: readonly LabelledText[], file: string): void {
  const distinct = new Set(records.map(({ label }) => label)).size
  if (distinct <= Math.max(20, records.length / 2)) return
  const { text, label } = records[0]!
  throw failFile('E_DATA_FORMAT', { line: excerpt(`${text}\t${label}`) }, { file })
}

function noteHeader({ notes, options }: Reading, layout: Layout, row: Row): void {
  notes.add('header', 1, { line: row.line, names: row.cells.join(', ') })
  const used = [layout.text, layout.label, layout.id]
  const unused = row.cells.filter((name, column) => !used.includes(column) && name !== options.groupBy)
  notes.add('ignoredColumns', unused.length, { names: unused.join(', ') })
}

/** Says so when the first label stands nowhere else though all others are repeated: a header may be unnamed. */
function noteLikelyHeader({ notes }: Reading, records: readonly LabelledText[]): void {
  const counts = new Map<string, number>()
  for (const { label } of records) counts.set(label, (counts.get(label) ?? 0) + 1)
  const singles = [...counts].filter(([, count]) => count === 1)
  const first = records[0]?.label
  if (counts.size > 2 && singles.length === 1 && singles[0]![0] === first)
    notes.add('maybeHeader', 1, { label: first! })
}

/** Without a header the label is the column with fewer values; then the shorter one; then the second. */
function guessLayout(rows: readonly Row[]): Layout {
  const pairs = rows.filter(({ cells }) => cells.length === 2)
  const [first, second] = [0, 1].map((column) => ({
    distinct: new Set(pairs.map(({ cells }) => cells[column]!.trim())).size,
    characters: pairs.reduce((sum, { cells }) => sum + cells[column]!.length, 0),
  })) as [{ distinct: number; characters: number }, { distinct: number; characters: number }]
  const isFirst =
    first.distinct === second.distinct
      ? first.characters < second.characters
      : first.distinct < second.distinct
  return { text: isFirst ? 1 : 0, label: isFirst ? 0 : 1, id: -1, width: 2, hasHeader: false }
}

function reasonOf(
  format: 'tsv' | 'csv',
  layout: Layout,
  rows: readonly Row[],
  records: readonly LabelledText[],
): string {
  const separator = say(format === 'tsv' ? 'tab' : 'comma', {})
  if (layout.hasHeader) {
    const names = rows[0]!.cells.map((name) => name.trim())
    const { width, text, label } = layout
    return say('withHeader', { width, separator, text: names[text]!, label: names[label]! })
  }
  const distinct = new Set(records.map(({ label }) => label)).size
  return say('withoutHeader', { separator, column: layout.label + 1, distinct })
}
