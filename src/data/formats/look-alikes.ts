import { failLookAlike } from '../_look-alike-errors.ts'
import { excerpt, type Sample } from './format.ts'
import { failParse, isObject } from './json-lines.ts'

/** A line of a column file whose tag is in lower case; `o` alone would be any word. */
const LOWER_TAG = /^\S+[ \t]+(?:\S+[ \t]+)*[bimes]-\S+$/
const LOWER_LINE = /^\S+[ \t]+(?:\S+[ \t]+)*(?:[bimes]-\S+|o)$/

/**
 * Refuses files that no format reads, but which are nearly such as can be read, and says what is in the way.
 *
 * @throws E_DATA_JSON_COMMENT, E_DATA_JSON_WRAPPED, E_DATA_JSON_PRETTY, E_DATA_JSON, E_DATA_FASTTEXT, E_DATA_TAG_CASE
 */
export function refuseLookAlikes(sample: Sample, file: string): void {
  const lines = sample.map((line) => line.trim())
  const [first = ''] = lines
  const shown = { line: excerpt(first) }
  const isMost = (matches: (line: string) => boolean) => lines.filter(matches).length * 2 > lines.length

  const isComment = /^(?:\/\/|\/\*)/.test(first)
  if (isComment && lines.some((line) => /^[[{]/.test(line)))
    throw failLookAlike('E_DATA_JSON_COMMENT', shown, { file })
  if (first.startsWith('{')) refuseJson(lines, file)
  if (isMost((line) => line.includes('__label__'))) throw failLookAlike('E_DATA_FASTTEXT', shown, { file })
  if (isMost((line) => LOWER_LINE.test(line)) && lines.some((line) => LOWER_TAG.test(line)))
    throw failLookAlike('E_DATA_TAG_CASE', shown, { file })
}

function refuseJson(lines: readonly string[], file: string): void {
  const whole = parsed(lines.join('\n'))
  if (isObject(whole)) {
    const lists = Object.entries(whole).filter(([, value]) => Array.isArray(value) && value.some(isObject))
    const [field] = lists[0] ?? []
    // A record may hold a list of objects, too; beside one that does nothing stands that is a text.
    const isRecord = Object.values(whole).some((value) => typeof value === 'string' && value !== '')
    if (lists.length === 1 && !isRecord)
      throw failLookAlike('E_DATA_JSON_WRAPPED', { field: field! }, { file })
  }
  const [first = ''] = lines
  if (parsed(first) !== undefined) return
  if (first.endsWith('}')) throw failParse(first, { file, line: 1 })
  if (lines.length > 1) throw failLookAlike('E_DATA_JSON_PRETTY', {}, { file })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
