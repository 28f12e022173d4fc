import type { TaggedText } from '../records.ts'
import { checkLabel, checkSpan, checkText } from './_checks.ts'

/**
 * Records as files of brat, a text and its annotation each, by name. An id that can be a file name is the name; others
 * are numbered. Offsets count characters (code points), as brat, which is Python, counts them.
 *
 * @throws E_WRITE_TEXT, E_WRITE_LABEL, E_WRITE_SPAN
 */
export function formatBrat(records: readonly TaggedText[]): Map<string, string> {
  const files = new Map<string, string>()
  const digits = String(records.length).length
  for (const [index, record] of records.entries()) {
    const number = String(index + 1).padStart(digits, '0')
    const { id } = record.origin
    const isName = id !== undefined && isFileName(id.toLowerCase())
    // Names differ by more than case, which some systems ignore.
    const wanted = isName && !files.has(`${id.toLowerCase()}.txt`) ? id.toLowerCase() : `record-${number}`
    let name = wanted
    for (let more = 2; files.has(`${name}.txt`); more++) name = `${wanted}-${more}`
    // A reader takes each line of a document for a text of its own, and a leading U+FEFF for a byte order mark.
    checkText(record, 'brat', 'text', record.text, /[\0\r\n]|^\uFEFF|\p{Surrogate}/u)
    files.set(`${name}.txt`, record.text)
    files.set(`${name}.ann`, annotations(record))
  }
  return files
}

/** Systems allow 255 bytes for a name with its ending. */
const isFileName = (id: string): boolean =>
  /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(id) && Buffer.byteLength(id) <= 200

function annotations(record: TaggedText): string {
  const { text, entities } = record
  const lines = entities.map((span, index) => {
    checkSpan(record, 'brat', span, /[\r\n]/)
    checkLabel(record, 'brat', span.label, /\s/)
    const mention = text.slice(span.start, span.end)
    if (/\p{Surrogate}/u.test(mention)) checkText(record, 'brat', 'text', '')
    const start = [...text.slice(0, span.start)].length
    return `T${index + 1}\t${span.label} ${start} ${start + [...mention].length}\t${mention}\n`
  })
  return lines.join('')
}
