import { HanTuneError } from '../../base/errors.ts'
import { defineTexts } from '../../base/locale.ts'
import { groupOf } from '../../base/origin.ts'
import { refuseEmptyText } from '../_empty-text.ts'
import { failFile } from '../_errors.ts'
import { FILE_GROUPS } from '../_file-groups.ts'
import { failLine } from '../_line-errors.ts'
import type { Notes } from '../_notes.ts'
import { OtherFields, othersIn } from '../_other-fields.ts'
import { isAsked } from '../_own-fields.ts'
import { failTable } from '../_table-errors.ts'
import type { ReadOptions } from '../dataset.ts'
import type { AnyRecord } from '../records.ts'
import { indexOfName, namesTexts } from './_fields.ts'
import { noteLikelyLists, withLabelLists } from './_label-lists.ts'
import { type Layout, layoutOf, type Row } from './_layout.ts'
import { refuseLikelyHeader } from './_likely-header.ts'
import { asClasses, labelsOfRow } from './_row-labels.ts'
import { refuseTagSequences } from './_tag-sequences.ts'
import { listFault, refuseTokenLists } from './_token-lists.ts'
import { failUnknown } from './columns-asked.ts'
import { type ClassFormat, type ClassResult, excerpt, type Reading } from './format.ts'

const say = defineTexts({
  header: {
    zh: '每行 {width} 列{separator}，表头写明文本列是“{text}”、标签列是“{label}”',
    en: '{width} columns{separator}; the header names the text "{text}" and the label "{label}"',
  },
  headerPair: {
    zh: '每行 {width} 列{separator}，表头写明两段文本是“{text}”和“{pair}”、标签列是“{label}”',
    en: '{width} columns{separator}; the header names two texts, "{text}" and "{pair}", and the label "{label}"',
  },
  numbers: {
    zh: '每行 {width} 列{separator}，按要求第 {text} 列是文本、第 {label} 列是标签',
    en: '{width} columns{separator}; as asked, column {text} is the text, column {label} the label',
  },
  flags: {
    zh: '每行 {width} 列{separator}，表头写明文本列是“{text}”，另有 {count} 列 0 / 1，所以是多标签数据',
    en: '{width} columns{separator}; the header names the text "{text}", and {count} columns of 0 and 1 are its labels',
  },
  guessed: {
    zh: '每行两列{separator}，没有表头；第 {column} 列只有 {distinct} 种取值，所以是标签列',
    en: 'two columns{separator}, no header; column {column} has only {distinct} values, so it is the label',
  },
  guessedPair: {
    zh: '每行三列{separator}，没有表头；第 {column} 列只有 {distinct} 种取值，所以是标签，另两列是一对文本',
    en: 'three columns{separator}, no header; column {column} has only {distinct} values, so it is the label of the two texts',
  },
  guessedNames: {
    zh: '每行 {width} 列，列名看不出用途；“{label}”列只有 {distinct} 种取值，所以是标签列',
    en: '{width} columns whose names tell nothing; "{label}" has only {distinct} values, so it is the label',
  },
  cells: { zh: '', en: '' },
  tab: { zh: '、用 TAB 分隔', en: ' separated by TAB' },
  comma: { zh: '、用逗号分隔', en: ' separated by commas' },
  semicolon: { zh: '、用分号分隔', en: ' separated by semicolons' },
  bar: { zh: '、用竖线分隔', en: ' separated by bars' },
})

type TableName = 'tsv' | 'csv' | 'xlsx' | 'parquet'
/** What stands between the columns; `cells` where the file itself keeps them apart. */
export type Separator = 'tab' | 'comma' | 'semicolon' | 'bar' | 'cells'

/** The rows of a file with columns, as they stand there. */
export interface Table {
  readonly separator: Separator
  readonly rows: readonly Row[]
  /** Whether quotes enclose cells though quotes are text in most files of the format. */
  readonly isQuoted?: true
  /** The merged range that a cell other than its first belongs to, by line and column. */
  readonly mergedRange?: (line: number, column: number) => string | undefined
  /** The sheet that was read as nobody asked for one, and the others of its workbook. */
  readonly sheets?: { readonly name: string; readonly others: readonly string[] }
}

/** A format with columns; its rows are had without labels, too. */
export interface TableFormat extends ClassFormat {
  rows(reading: Reading): Table
}

/** A format from how it is recognised and how its rows are found. */
export function tableFormat(
  name: TableName,
  recognises: ClassFormat['recognises'],
  rows: TableFormat['rows'],
): TableFormat {
  return { isTable: true, recognises, rows, read: (reading) => readTable(reading, name, rows(reading)) }
}

/** Turns the rows of a table into records; rows that are broken go to the faults. */
function readTable(asked: Reading, format: TableName, table: Table): ClassResult {
  const { separator, rows } = table
  const reading = withLabelLists(asked, rows)
  const { file, notes, options } = reading
  if (rows.length === 0) throw failFile('E_DATA_EMPTY', {}, { file })
  refuseTokenLists(rows, file)
  const layout = sheetLayout(table, options, file)
  refuseUnknownGroup(layout, rows[0]!, options, file)
  const kept = layout.hasHeader ? readHeader(notes, layout, rows[0]!, options) : []
  const body = layout.hasHeader ? rows.slice(1) : rows
  const read = body.map((row) => recordOf(reading, layout, row, rows[0]!.cells, kept, table))
  const records = read.filter((record) => record !== undefined)
  // Where no row is a fault, those without a record were left out as asked.
  const lines = body.filter((_, index) => read[index] === undefined).map(({ line }) => line)
  const skipped = {
    ...(lines.length > 0 && { skippedLines: lines }),
    ...(table.isQuoted && { isQuoted: table.isQuoted }),
  }
  const isAsked = [options.textColumn, options.labelColumn].some((column) => column !== undefined)
  refuseTagSequences(records)
  const classes = labelCounts(records)
  if (layout.isGuessed) refuseManyLabels(records, classes, file)
  if (!layout.hasHeader) {
    if (layout.isGuessed) refuseLikelyHeader(records, classes, rows[0]!, file)
    noteLikelyHeader(notes, records, classes)
  }
  noteLikelyLists(notes, classes)
  const reason = reasonOf(layout, say(separator, {}), rows[0]!.cells, classes.size, isAsked)
  // Lists of one label each are classes, as long as nobody asked for lists.
  const isAskedMulti = options.task === 'multi' || options.labelSeparator !== undefined
  const singles =
    layout.task === 'multi' && layout.flags.length === 0 && !isAskedMulti && asClasses(reading, records)
  if (singles) return { format, reason, task: 'cls', records: singles, ...skipped }
  return { format, reason, task: layout.task, records, ...skipped } as ClassResult
}

/** The layout of a table; of the first sheet of several, what is wrong with it may be that the data are in another. */
function sheetLayout({ rows, sheets }: Table, options: ReadOptions, file: string): Layout {
  try {
    const layout = layoutOf(rows, options, file)
    if (!sheets || rows[0]!.cells.length > 1) return layout
    throw failTable(
      'E_DATA_COLUMN_NEEDED',
      { option: 'labelColumn', names: rows[0]!.cells.join(', ') },
      { file },
    )
  } catch (error) {
    const isKnown = namesTexts(rows[0]!.cells)
    if (!sheets || isKnown || !(error instanceof HanTuneError)) throw error
    const { name, others } = sheets
    const reason = { zh: error.what('zh'), en: error.what('en') }
    const fix = { zh: error.fix('zh'), en: error.fix('en') }
    const values = { name, names: others.join(', '), first: others[0]!, reason, fix }
    throw failTable('E_DATA_SHEET_FIRST', values, error.place, error)
  }
}

function recordOf(
  reading: Reading,
  layout: Layout,
  row: Row,
  names: readonly string[],
  kept: readonly string[],
  { mergedRange }: Table,
): AnyRecord | undefined {
  const { file, faults, fields, notes, options } = reading
  const { cells, line } = row
  const id = cells[layout.id]
  const place = { file, line, ...(id ? { record: id } : {}) }
  if (cells.length !== layout.width) {
    const shown = { expected: layout.width, found: cells.length, line: excerpt(cells.join('\t')) }
    faults.add('E_DATA_COLUMNS', () => failLine('E_DATA_COLUMNS', shown, place))
    return undefined
  }
  const broken = [layout.text, layout.pair, layout.label, layout.id, ...layout.flags]
    .map((column) => {
      const isText = column >= 0 && [layout.text, layout.pair].includes(column)
      return row.faults?.get(column) ?? (isText ? listFault(row, column, names[column]!, file) : undefined)
    })
    .find((fault) => fault !== undefined)
  if (broken) {
    faults.add(broken.code, broken.make)
    return undefined
  }
  const text = cells[layout.text]!
  const pair = cells[layout.pair]
  if (text.trim() === '' || pair?.trim() === '') return void refuseEmptyText(reading, place)
  const labels = labelsOfRow(reading, layout, row, names, place)
  if (labels === undefined) return undefined
  const group = cells[groupColumn(layout, names, options)]?.trim()
  const own = layout.hasHeader ? names.map((name) => name.trim()) : []
  const origin = {
    file,
    line,
    ...(id ? { id } : {}),
    ...groupOf(group, options.groupBy),
    ...fields?.of(own, (name) => cells[own.indexOf(name)]),
    ...othersIn(kept, (name) => cells[own.indexOf(name)] || undefined),
  }
  if (layout.task === 'multi') return { text, labels, origin }
  const label = labels[0]
  if (label === undefined) {
    const range = mergedRange?.(line, layout.label)
    if (options.skipUnlabelled) notes.add('skippedUnlabelled')
    else if (range !== undefined)
      faults.add('E_DATA_MERGED_LABEL', () => failTable('E_DATA_MERGED_LABEL', { range }, place))
    else faults.add('E_DATA_EMPTY_LABEL', () => failLine('E_DATA_EMPTY_LABEL', {}, place))
    return undefined
  }
  return pair === undefined ? { text, label, origin } : { text, pair, label, origin }
}

/** The column that a header names as the group, or -1. */
function groupColumn({ hasHeader }: Layout, names: readonly string[], { groupBy }: ReadOptions): number {
  return hasHeader && groupBy !== undefined ? indexOfName(names, [groupBy.toLowerCase()]) : -1
}

/** @throws E_DATA_COLUMN_UNKNOWN where a header lacks the column of groups */
function refuseUnknownGroup(layout: Layout, row: Row, options: ReadOptions, file: string): void {
  const { groupBy } = options
  const names = row.cells.map((cell) => cell.trim())
  if (!layout.hasHeader || groupBy === undefined || groupBy === FILE_GROUPS) return
  if (groupColumn(layout, names, options) >= 0) return
  throw failUnknown('--group-by (groupBy)', groupBy, names, { file, line: row.line })
}

/** How often each label of records with one label was met. */
function labelCounts(records: readonly AnyRecord[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const record of records)
    if ('label' in record) counts.set(record.label, (counts.get(record.label) ?? 0) + 1)
  return counts
}

/** Two columns of texts (translations, titles with links) are no classes: hardly a value is repeated. */
function refuseManyLabels(
  records: readonly AnyRecord[],
  classes: ReadonlyMap<string, number>,
  file: string,
): void {
  if (classes.size <= Math.max(20, records.length / 2)) return
  const first = records[0]!
  throw failFile('E_DATA_FORMAT', { line: excerpt(`${first.text}\t${[...classes.keys()][0]}`) }, { file })
}

/** Notes what the header says. @returns the columns that are kept beside the records */
function readHeader(
  notes: Notes,
  layout: Layout,
  { cells, line }: Row,
  options: ReadOptions,
): readonly string[] {
  const names = cells.map((cell) => cell.trim())
  // Line 0 is the schema of a file that keeps its names apart.
  if (line > 0) notes.add('header', 1, { line, names: names.join(', ') })
  const { text, pair, label, id, flags } = layout
  if (flags.length > 0)
    notes.add('flagColumns', flags.length, { names: flags.map((column) => names[column]).join(', ') })
  const used = [text, pair, label, id, groupColumn(layout, names, options), ...flags]
  const beside = new OtherFields(options)
  const kept = beside.kept(names, (name, column) => used.includes(column) || isAsked(name, options))
  beside.noteLeft(notes, 'ignoredColumns')
  return kept
}

/** Says so when the first label stands nowhere else though all others are repeated: a header may be unnamed. */
function noteLikelyHeader(
  notes: Notes,
  records: readonly AnyRecord[],
  classes: ReadonlyMap<string, number>,
): void {
  const singles = [...classes].filter(([, count]) => count === 1)
  const first = records[0]
  if (classes.size > 2 && singles.length === 1 && first && 'label' in first && singles[0]![0] === first.label)
    notes.add('maybeHeader', 1, { label: first.label })
}

function reasonOf(
  layout: Layout,
  separator: string,
  first: readonly string[],
  distinct: number,
  isAsked: boolean,
): string {
  const { width, text, pair, label, flags, hasHeader, isGuessed } = layout
  const name = (column: number) => first[column]!.trim()
  if (hasHeader && isGuessed) return say('guessedNames', { width, label: name(label), distinct })
  if (flags.length > 0) return say('flags', { width, separator, text: name(text), count: flags.length })
  if (hasHeader && pair >= 0)
    return say('headerPair', { width, separator, text: name(text), pair: name(pair), label: name(label) })
  if (hasHeader) return say('header', { width, separator, text: name(text), label: name(label) })
  if (isAsked) return say('numbers', { width, separator, text: text + 1, label: label + 1 })
  return say(pair >= 0 ? 'guessedPair' : 'guessed', { separator, column: label + 1, distinct })
}
