import { failRecords } from './_errors.ts'
import { recordPlace } from './formats/json-lines.ts'
import { parseTag } from './formats/tags.ts'
import type { TaggedText } from './records.ts'

/**
 * Records as a BIO column file: a character and its tag a line, separated by TAB, a blank line after each record.
 * Reading it back gives the same texts and entities.
 *
 * @throws E_DATA_NOT_BIO_TEXT, E_DATA_NOT_BIO_SPAN for what the format cannot hold: overlapping entities, entities that cut a surrogate pair,
 *   line ends, NUL or lone surrogates in the text, blank texts, labels with outer blanks or line ends
 */
export function formatBio(records: readonly TaggedText[]): string {
  const parts = records.map((record) => `${bioLines(record).join('\n')}\n\n`)
  const whole = parts.join('')
  // A reader takes one leading U+FEFF for a byte order mark.
  return whole.startsWith('\uFEFF') ? `\uFEFF${whole}` : whole
}

function bioLines(record: TaggedText): string[] {
  const { text, origin } = record
  if (text.trim() === '' || /[\n\0]|\p{Surrogate}/u.test(text))
    throw failRecords('E_DATA_NOT_BIO_TEXT', {}, recordPlace(origin))
  const tags = tagsOf(record)
  const lines: string[] = []
  let at = 0
  for (const character of text) {
    lines.push(`${character}\t${tags[at] ?? 'O'}`)
    at += character.length
  }
  return lines
}

/** The tag of each UTF-16 unit that an entity covers. */
function tagsOf(record: TaggedText): string[] {
  const { text, entities, origin } = record
  const tags: string[] = []
  let free = 0
  for (const { start, end, label } of entities) {
    const cutsPair = [start, end].some((at) => /[\uDC00-\uDFFF]/.test(text[at] ?? ''))
    const isTag = parseTag(`B-${label}`) !== undefined && !/[\t\n\0]|\p{Surrogate}/u.test(label)
    if (start < free || start >= end || end > text.length || cutsPair || !isTag)
      throw failRecords(
        'E_DATA_NOT_BIO_SPAN',
        { label },
        { ...recordPlace(origin), characters: [start, end] },
      )
    for (let at = start; at < end; at++) tags[at] = `${at === start ? 'B' : 'I'}-${label}`
    free = end
  }
  return tags
}
