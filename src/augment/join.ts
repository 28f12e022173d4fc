import { Partners } from './_partners.ts'
import { type Piece, piecesOf } from './_pieces.ts'
import type { MakeWay } from './way.ts'

/** Longer texts would be cut by most models' windows. */
const LONGEST = 250

/** Two records one after the other, entities or classes of both: sentences stand in other company. */
export const joinRecords: MakeWay = (records) => {
  const partners = new Partners(records)
  return (record, stream) => {
    const partner = partners.of(record, stream)
    const [first, second] = [piecesOf(record), partner && piecesOf(partner)]
    if (!first || !partner || !second) return undefined
    if (record.text.length + partner.text.length > LONGEST) return undefined
    return { pieces: [...first, ...between(record.text), ...second], sources: [record, partner] }
  }
}

/** A full stop where the first text ends without a mark; Latin ends take a blank more. */
function between(text: string): Piece[] {
  if (/[。！？；，、：.!?;,:…”"」』）)\s]$/u.test(text)) return /[.!?;,:]$/.test(text) ? [{ text: ' ' }] : []
  return [{ text: '。' }]
}
