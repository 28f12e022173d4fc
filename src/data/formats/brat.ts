import { defineTexts } from '../../base/locale.ts'
import { refuseEmptyText } from '../_empty-text.ts'
import { failFile } from '../_errors.ts'
import type { Faults } from '../_faults.ts'
import type { BratDocument } from '../_folder.ts'
import { failLine } from '../_line-errors.ts'
import type { Notes } from '../_notes.ts'
import { readLines, readText } from '../_source.ts'
import type { ReadOptions } from '../dataset.ts'
import type { Span, TaggedText } from '../records.ts'
import { type RawRecord, type RawSpan, resolveSpans } from './_spans.ts'
import { excerpt, type ReadResult } from './format.ts'

const say = defineTexts({
  reason: {
    zh: 'brat 的 .txt 与 .ann 成对（{documents} 篇），每行文本是一条记录',
    en: 'pairs of .txt and .ann as brat writes them ({documents} documents); each line of text is a record',
  },
})

/** What the reader of brat needs of a `Reading`. */
export interface BratReading {
  readonly options: ReadOptions
  readonly notes: Notes
  readonly faults: Faults
}

/** A line of an .ann file: an entity, or an annotation of another kind. */
type Annotation =
  | { readonly kind: 'entity'; readonly span: RawSpan }
  | { readonly kind: 'parted'; readonly label: string }
  | { readonly kind: 'other' }

const ENTITY = /^T[^\t]*\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)$/s
/** Relations, events, attributes, modifications, normalisations, notes and equivalences. */
const OTHER = /^[REAMN#*][^\t]*\t/

/**
 * Reads documents of brat: a record for each line of text that is not blank, its entities moved to it. brat counts
 * code points.
 *
 * @throws E_DATA_PAIR for a file without its other, and what reading the files throws
 */
export function readBrat(documents: readonly BratDocument[], reading: BratReading): ReadResult<TaggedText> {
  const { options, notes } = reading
  const raw = documents.flatMap((document) => readDocument(document, reading))
  // What offsets count is one for all documents, so that lines are cut after that is known.
  const whole = resolveSpans({ options, notes, faults: reading.faults }, raw, {
    unit: 'codepoint',
    ends: 'exclusive',
  })
  const records = whole.flatMap((record) => linesOf(record, reading))
  return { format: 'brat', reason: say('reason', { documents: documents.length }), records }
}

/** A document as one record; its entities keep their place in the whole text. */
function readDocument({ text, annotations, alone }: BratDocument, reading: BratReading): RawRecord[] {
  if (alone !== undefined) {
    const missing = alone === text ? annotations : text
    const make = () => failFile('E_DATA_PAIR', { missing }, { file: alone })
    reading.faults.add('E_DATA_PAIR', make, { file: text })
    return []
  }
  const { faults, notes, options } = reading
  // Where an annotation is at fault, no line of its document is known to have all of its entities.
  const record = { file: text }
  const spans: RawSpan[] = []
  for (const { first, lines } of readLines(annotations, notes))
    lines.forEach((line, i) => {
      if (line.trim() === '') return
      const place = { file: annotations, line: first + i }
      const read = parseAnnotation(line)
      if (!read)
        faults.add('E_DATA_BRAT', () => failLine('E_DATA_BRAT', { line: excerpt(line) }, place), record)
      else if (read.kind === 'entity') spans.push({ ...read.span, place })
      else if (read.kind === 'other') notes.add('unusedAnnotations')
      else if (options.discontinuous === 'skip') notes.add('discontinuous')
      else faults.add('E_DATA_PARTED', () => failLine('E_DATA_PARTED', { label: read.label }, place), record)
    })
  return [{ text: readText(text), spans, origin: { file: text, line: 1 }, record }]
}

function parseAnnotation(line: string): Annotation | undefined {
  const [, label, ranges, mention] = ENTITY.exec(line) ?? []
  if (label === undefined) return OTHER.test(line) ? { kind: 'other' } : undefined
  if (ranges!.includes(';')) return { kind: 'parted', label }
  const [start, end] = ranges!.split(' ').map(Number)
  return { kind: 'entity', span: { start: start!, end: end!, label, mention: mention! } }
}

/** The lines of a document as records. */
function linesOf({ text, entities, origin }: TaggedText, reading: BratReading): TaggedText[] {
  const { faults, notes } = reading
  const { file } = origin
  const records: TaggedText[] = []
  let start = 0
  let next = 0
  text.split('\n').forEach((content, i, all) => {
    const line = { file, line: i + 1 }
    // A byte order mark and the first half of CRLF count for offsets but are no text.
    const from = start + (i === 0 && content.startsWith('\uFEFF') ? 1 : 0)
    const end = start + content.length - (content.endsWith('\r') ? 1 : 0)
    const inside: Span[] = []
    while (next < entities.length && (entities[next]!.start <= end || i === all.length - 1)) {
      const entity = entities[next++]!
      if (entity.start >= from && entity.end <= end)
        inside.push({ ...entity, start: entity.start - from, end: entity.end - from })
      else {
        const { label } = entity
        const shown = excerpt(text.slice(entity.start, entity.end).replace(/\r?\n/g, '⏎'))
        const make = () => failLine('E_DATA_SPAN_LINES', { label, text: shown }, line)
        faults.add('E_DATA_SPAN_LINES', make, { file })
      }
    }
    start += content.length + 1
    const own = text.slice(from, end)
    if (own.trim() !== '') records.push({ text: own, entities: inside, origin: line })
    else if (inside.length > 0) refuseEmptyText(reading, line, { file })
    else if (i < all.length - 1) notes.add('blankLines')
  })
  return records
}
