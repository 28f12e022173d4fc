import { failRecords } from './_errors.ts'
import { parseTag } from './formats/tags.ts'
import { recordPlace, type TaggedText } from './records.ts'

/** How tags mark the first, the inner, the last and the only character of an entity. */
const MARKS = {
  BIO: { first: 'B', inner: 'I', last: 'I', only: 'B' },
  BIOES: { first: 'B', inner: 'I', last: 'E', only: 'S' },
  BMES: { first: 'B', inner: 'M', last: 'E', only: 'S' },
} as const
export type TagScheme = keyof typeof MARKS

/**
 * Records as a column file: a character and its tag a line, separated by TAB, a blank line after each record.
 * Reading it back gives the same texts and entities; ids are not kept.
 *
 * @throws E_DATA_NOT_BIO_TEXT, E_DATA_NOT_BIO_SPAN for what the format cannot hold: overlapping entities, entities that cut a surrogate pair,
 *   line ends, NUL or lone surrogates in the text, blank texts, labels with outer blanks or line ends
 */
export function formatBio(records: readonly TaggedText[], scheme: TagScheme = 'BIO'): string {
  const parts = records.map((record) => `${bioLines(record, scheme).join('\n')}\n\n`)
  const whole = parts.join('')
  // A reader takes one leading U+FEFF for a byte order mark.
  return whole.startsWith('\uFEFF') ? `\uFEFF${whole}` : whole
}

function bioLines(record: TaggedText, scheme: TagScheme): string[] {
  const { text, origin } = record
  if (text.trim() === '' || /[\n\r\0]|\p{Surrogate}/u.test(text))
    throw failRecords('E_DATA_NOT_BIO_TEXT', {}, recordPlace(origin))
  const tags = tagsOf(record, scheme)
  const lines: string[] = []
  let at = 0
  for (const character of text) {
    lines.push(`${character}\t${tags[at] ?? 'O'}`)
    at += character.length
  }
  return lines
}

/** The tag of each UTF-16 unit that an entity covers. */
function tagsOf(record: TaggedText, scheme: TagScheme): string[] {
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
    const { first, inner, last, only } = MARKS[scheme]
    // Characters beyond U+FFFF take two units; their tag stands at the first.
    const lastAt = end - ([...text.slice(start, end)].at(-1)?.length ?? 1)
    for (let at = start; at < end; at++) {
      const mark = at === start ? (at === lastAt ? only : first) : at === lastAt ? last : inner
      tags[at] = `${mark}-${label}`
    }
    free = end
  }
  return tags
}
