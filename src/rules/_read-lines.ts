import { CsvError, parse } from 'csv-parse/sync'
import { csvFault, csvLines } from '../base/csv-lines.ts'
import { quote } from '../base/quote.ts'
import { checkAction, checkLabel, checkWord, type RuleFile, type WordRule } from './_entries.ts'
import { fail } from './_errors.ts'

/** `word TAB type [TAB action]` a line; blank lines and lines that begin with # say nothing. */
export function readTextRules(text: string, file: string): RuleFile {
  const rows: Row[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const content = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (content.trim() === '' || content.startsWith('#')) continue
    const cells = content.split('\t')
    const line = index + 1
    rows.push({ cells, line, text: content })
  }
  return rulesOf(rows, file)
}

/** The rules of rows, of which the first may name the columns. @throws E_RULES_HEADER and those of the cells */
function rulesOf(rows: readonly Row[], file: string): RuleFile {
  const words: WordRule[] = []
  for (const { cells, line, text } of isHeader(rows, file) ? rows.slice(1) : rows) {
    if (cells.length < 2 || cells.length > 3)
      throw fail('E_RULES_LINE', { line: quote(text, 60) }, { file, line })
    words.push(wordRule(cells, file, line))
  }
  return { words, patterns: [] }
}

/** Names of the columns, which a first row may hold; those that docs/rules.md tells. */
const WORD_NAMES = [
  'word',
  'term',
  'text',
  'name',
  'entity',
  '词',
  '词语',
  '词条',
  '名称',
  '名字',
  '实体',
  '术语',
  '文本',
  '关键词',
]
const TYPE_NAMES = ['type', 'label', 'tag', 'category', 'class', '类型', '实体类型', '类别', '标签', '种类']

const isOf = (names: readonly string[], cell = ''): boolean => names.includes(cell.trim().toLowerCase())

/**
 * Whether the first row names the columns: its second cell is the name of a column, and no other row's type.
 *
 * @throws E_RULES_HEADER where the first cell alone looks like a column's name
 */
function isHeader([first, ...rest]: readonly Row[], file: string): boolean {
  if (!first || rest.length === 0) return false
  const [word, type] = first.cells
  if (type === undefined || rest.some(({ cells }) => cells[1] === type)) return false
  if (isOf(TYPE_NAMES, type)) return true
  if (!isOf(WORD_NAMES, word)) return false
  throw fail('E_RULES_HEADER', { row: quote(first.text, 60), type: quote(type) }, { file, line: first.line })
}

/** Rows of word, type and, if there is one, action; the first row may name them. */
export function readCsvRules(text: string, file: string): RuleFile {
  const plain = text.replaceAll('\r\n', '\n')
  const lineOf = csvLines(plain)
  // The parser counts the lines up to the end of the row.
  const rows = rowsOf(plain, file).map(
    ({ record: cells, info }): Row => ({ cells, line: lineOf(info.lines), text: cells.join(',') }),
  )
  return rulesOf(rows, file)
}

interface Row {
  readonly cells: readonly string[]
  readonly line: number
  readonly text: string
}

interface CsvRow {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function rowsOf(text: string, file: string): CsvRow[] {
  try {
    return parse(text, {
      info: true,
      record_delimiter: text.includes('\n') ? '\n' : '\r',
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as CsvRow[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const { reason, ...place } = csvFault(error, text)
    throw fail('E_RULES_SYNTAX', { reason, format: 'word,type[,action]' }, { file, ...place }, error)
  }
}

function wordRule([word, label, given]: readonly string[], file: string, line: number): WordRule {
  const place = { file, line }
  const action = given === undefined || given === '' ? 'force' : checkAction(given, place)
  return { word: checkWord(word!, place), label: checkLabel(label!, action, place), action, line }
}
