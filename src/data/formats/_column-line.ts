import type { HanTuneError, Place } from '../../base/errors.ts'
import { failLine } from '../_line-errors.ts'
import { excerpt } from './format.ts'
import { parseTag } from './tags.ts'

export type Separator = '\t' | ' '

/** One line of a column file: `token` is never empty and may be white space. */
export interface ColumnLine {
  readonly token: string
  readonly tag: string
}

/** The separator of a column file: the one that splits more of its lines into a token and a tag. */
export function separatorOf(lines: readonly string[]): Separator {
  const count = (separator: Separator) =>
    lines.filter((line) => parseTag(splitColumns(line.trimEnd(), separator)?.tag ?? '')).length
  return count('\t') >= count(' ') ? '\t' : ' '
}

/**
 * Splits a line at its last separator; undefined when it does not hold two columns. With spaces any number of
 * them separates, and the first of a leading run is the token.
 */
export function splitColumns(line: string, separator: Separator): ColumnLine | undefined {
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

/** Why `splitColumns` refused a line. */
export function columnFault(line: string, separator: Separator, place: Place): HanTuneError {
  const shown = { line: excerpt(line) }
  const other = separator === '\t' ? ' ' : '\t'
  const isMixed = line.includes(other) && (separator === ' ' || !line.includes('\t'))
  if (isMixed) {
    const code = separator === '\t' ? 'E_DATA_SEPARATOR_SPACE' : 'E_DATA_SEPARATOR_TAB'
    return failLine(code, shown, { ...place, column: line.lastIndexOf(other) + 1 })
  }
  const found = line.split(separator).filter((cell) => cell !== '').length
  return failLine('E_DATA_COLUMNS', { expected: 2, found, ...shown }, place)
}
