import type { LabelledText, MultiLabelText, Origin, Span, TaggedText } from '../data/index.ts'

/** Records that can be augmented. */
export type Augmentable = TaggedText | LabelledText | MultiLabelText

/** A stretch of a text: an entity, or what stands between two. Texts of classes are one piece. */
export interface Piece {
  readonly text: string
  /** The entity's type. */
  readonly label?: string
}

/** A new text before it is a record. */
export interface Draft {
  readonly pieces: readonly Piece[]
  /** The records that it was made of; labels come from the first. */
  readonly sources: readonly Augmentable[]
  /** Classes of a record with several, where they are not those of the first. */
  readonly labels?: readonly string[]
}

/** A text as its pieces, none of them empty; undefined when entities overlap, which pieces cannot hold. */
export function piecesOf(record: Augmentable): Piece[] | undefined {
  if (!('entities' in record)) return [{ text: record.text }]
  const pieces: Piece[] = []
  let at = 0
  for (const { start, end, label } of record.entities) {
    if (start < at) return undefined
    if (start > at) pieces.push({ text: record.text.slice(at, start) })
    pieces.push({ text: record.text.slice(start, end), label })
    at = end
  }
  if (at < record.text.length) pieces.push({ text: record.text.slice(at) })
  return pieces
}

/** The record that a draft is, with offsets counted anew. */
export function recordOf<R extends Augmentable>({ pieces, sources, labels }: Draft, origin: Origin): R {
  const text = pieces.map((piece) => piece.text).join('')
  const [first] = sources as [R]
  if (!('entities' in first)) return { ...first, ...(labels && { labels }), text, origin }
  const entities: Span[] = []
  let at = 0
  for (const { text: own, label } of pieces) {
    if (label !== undefined) entities.push({ start: at, end: at + own.length, label })
    at += own.length
  }
  return { ...first, text, entities, origin }
}
