import type { HanTuneError, Place } from '../../base/errors.ts'
import { failLine } from '../_line-errors.ts'
import type { ReadOptions } from '../dataset.ts'
import { excerpt } from './format.ts'
import { styledTags } from './tags.ts'

export type Separator = '\t' | ' '

/** One line of a column file: `token` is never empty and may be white space. */
export interface ColumnLine {
  readonly token: string
  readonly tag: string
}

/** How the lines of a column file are laid out; columns count from 0. */
export interface ColumnLayout {
  readonly separator: Separator
  readonly width: number
  readonly token: number
  readonly tag: number
  /** Lines of the sample that hold a tag in the column of tags. */
  readonly tagged: number
  /** Whether the first column numbers the tokens of each sentence, so that the second holds them. */
  readonly isNumbered: boolean
}

/** Fewer rows show no numbering. */
const FEWEST_NUMBERED = 3

/** The layout that gives most lines a tag; undefined when none does. TAB wins where both separators do. */
export function layoutOf(lines: readonly string[], options: ReadOptions): ColumnLayout | undefined {
  const layouts = (['\t', ' '] as const).flatMap((separator) => layoutWith(lines, separator, options) ?? [])
  const [first, second] = layouts
  return first && second && second.tagged > first.tagged ? second : first
}

function layoutWith(
  lines: readonly string[],
  separator: Separator,
  { tokenColumn, tagColumn }: ReadOptions,
): ColumnLayout | undefined {
  const rows = lines.map((line) => cellsOf(line.trimEnd(), separator)).filter(({ length }) => length > 1)
  const tagOf = (row: readonly string[]) => (tagColumn === undefined ? row.at(-1) : row[tagColumn - 1])
  const isTag = styledTags(rows.flatMap((row) => tagOf(row) ?? []))
  const tagged = rows.filter((row) => isTag(tagOf(row) ?? ''))
  const width = mostCommon(tagged.map(({ length }) => length))
  if (width === undefined) return undefined
  const isNumbered = tokenColumn === undefined && width > 2 && areNumbers(tagged.map(([first = '']) => first))
  const token = (tokenColumn ?? (isNumbered ? 2 : 1)) - 1
  return { separator, width, token, tag: (tagColumn ?? width) - 1, tagged: tagged.length, isNumbered }
}

/** Whether cells count 0, 1, 2 … or 1, 2, 3 … and begin anew with each sentence; `1-2` and `1.1` of CoNLL-U do not count. */
function areNumbers(cells: readonly string[]): boolean {
  const numbers = cells.filter((cell) => !/^\d+[-.]\d+$/.test(cell))
  const [first] = numbers
  if (numbers.length < FEWEST_NUMBERED || (first !== '0' && first !== '1')) return false
  const goesOn = (cell: string, at: number) => cell === first || cell === String(Number(numbers[at - 1]) + 1)
  return numbers.every(goesOn) && numbers.some((cell) => cell !== first)
}

/** The most common number, the smallest of several; undefined for none. */
function mostCommon(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const value of numbers) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || a - b)[0]?.[0]
}

/** The cells of a line. Any number of spaces is one separator, each TAB is one; a TAB may be the first token itself. */
function cellsOf(line: string, separator: Separator): string[] {
  if (separator === '\t' && line.startsWith('\t\t')) return ['\t', ...line.slice(2).split('\t')]
  return line.split(separator === '\t' ? '\t' : / +/)
}

/** Splits a line as the layout says; undefined when it has another number of columns or an empty token. */
export function splitLine(line: string, layout: ColumnLayout): ColumnLine | undefined {
  if (layout.width === 2 && layout.tag === 1) return splitColumns(line, layout.separator)
  const cells = cellsOf(line, layout.separator)
  const token = cells[layout.token]
  if (cells.length !== layout.width || !token) return undefined
  return { token, tag: cells[layout.tag]! }
}

/**
 * Splits a line at its last separator; undefined when it does not hold two columns. With spaces any number of
 * them separates, and the first of a leading run is the token.
 */
function splitColumns(line: string, separator: Separator): ColumnLine | undefined {
  const at = line.lastIndexOf(separator)
  if (at < 1) return undefined
  let tokenEnd = at
  if (separator === ' ') while (tokenEnd > 1 && line[tokenEnd - 1] === ' ') tokenEnd--
  const token = line.slice(0, tokenEnd)
  if (tokenEnd > 1 && hasSeparator(token, separator)) return undefined
  const tag = line.slice(at + 1)
  return separator === ' ' && tag.includes('\t') ? undefined : { token, tag }
}

/** In a TAB file blanks may stand inside a token ("New York"), in a file with spaces no TAB may. */
function hasSeparator(token: string, separator: Separator): boolean {
  return token.includes('\t') || (separator === ' ' && token.includes(' '))
}

/** Why `splitLine` refused a line. */
export function columnFault(line: string, { separator, width }: ColumnLayout, place: Place): HanTuneError {
  const shown = { line: excerpt(line) }
  const other = separator === '\t' ? ' ' : '\t'
  const isMixed = line.includes(other) && (separator === ' ' || !line.includes('\t'))
  if (isMixed) {
    const code = separator === '\t' ? 'E_DATA_SEPARATOR_SPACE' : 'E_DATA_SEPARATOR_TAB'
    return failLine(code, shown, { ...place, column: line.lastIndexOf(other) + 1 })
  }
  const found = line.split(separator).filter((cell) => cell !== '').length
  return failLine('E_DATA_COLUMNS', { expected: width, found, ...shown }, place)
}
