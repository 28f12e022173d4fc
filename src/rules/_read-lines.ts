import { CsvError, parse } from 'csv-parse/sync'
import { csvFault, csvLines } from '../base/csv-lines.ts'
import { quote } from '../base/quote.ts'
import { checkAction, checkLabel, checkWord, type RuleFile, type WordRule } from './_entries.ts'
import { fail } from './_errors.ts'

/** `word TAB type [TAB action]` a line; blank lines and lines that begin with # say nothing. */
export function readTextRules(text: string, file: string): RuleFile {
  const words: WordRule[] = []
  for (const [index, raw] of text.split('\n').entries()) {
    const content = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (content.trim() === '' || content.startsWith('#')) continue
    const cells = content.split('\t')
    const line = index + 1
    if (cells.length < 2 || cells.length > 3)
      throw fail('E_RULES_LINE', { line: quote(content, 60) }, { file, line })
    words.push(wordRule(cells, file, line))
  }
  return { words, patterns: [] }
}

/** Names of the columns, which a first row may hold. */
const COLUMNS = [
  ['word', '词', '词语', '名称'],
  ['type', 'label', '类型', '标签'],
  ['action', '动作'],
] as const

/** Rows of word, type and, if there is one, action; the first row may name them. */
export function readCsvRules(text: string, file: string): RuleFile {
  const words: WordRule[] = []
  const plain = text.replaceAll('\r\n', '\n')
  const lineOf = csvLines(plain)
  for (const { record: cells, info } of rowsOf(plain, file)) {
    const isHead = words.length === 0 && cells.every((cell, at) => isColumn(at, cell))
    if (isHead) continue
    // The parser counts the lines up to the end of the row.
    const line = lineOf(info.lines)
    if (cells.length < 2 || cells.length > 3)
      throw fail('E_RULES_LINE', { line: quote(cells.join(','), 60) }, { file, line })
    words.push(wordRule(cells, file, line))
  }
  return { words, patterns: [] }
}

interface Row {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function rowsOf(text: string, file: string): Row[] {
  try {
    return parse(text, {
      info: true,
      record_delimiter: text.includes('\n') ? '\n' : '\r',
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as Row[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const { reason, ...place } = csvFault(error, text)
    throw fail('E_RULES_SYNTAX', { reason, format: 'word,type[,action]' }, { file, ...place }, error)
  }
}

const isColumn = (at: number, cell: string): boolean =>
  (COLUMNS[at] as readonly string[] | undefined)?.includes(cell.trim().toLowerCase()) ?? false

function wordRule([word, label, given]: readonly string[], file: string, line: number): WordRule {
  const place = { file, line }
  const action = given === undefined || given === '' ? 'force' : checkAction(given, place)
  return { word: checkWord(word!, place), label: checkLabel(label!, action, place), action, line }
}
