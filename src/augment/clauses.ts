import { Partners } from './_partners.ts'
import { type Piece, piecesOf } from './_pieces.ts'
import type { MakeWay } from './way.ts'

const CLAUSE = /[^，。；！？\n]*[，。；！？\n]+|[^，。；！？\n]+/gu

/**
 * A clause of a record replaced by one of another record, with its entities (segment mixing). Clauses end at punctuation outside of
 * entities. Records of classes mix with those of the same class.
 */
export const mixClauses: MakeWay = (records) => {
  const partners = new Partners(records)
  return (record, stream) => {
    const partner = partners.of(record, stream)
    const [own, others] = [clausesOf(piecesOf(record)), partner && clausesOf(piecesOf(partner))]
    if (!partner || !own || !others || own.length < 2) return undefined
    const at = stream.below(own.length)
    // From the same end of the text, so that an opening stays an opening.
    const from = at === own.length - 1 ? others.length - 1 : Math.min(at, others.length - 1)
    const pieces = own.flatMap((clause, i) => (i === at ? others[from]! : clause))
    return { pieces, sources: [record, partner] }
  }
}

/** Pieces by clause; undefined when there are no pieces. */
function clausesOf(pieces: readonly Piece[] | undefined): Piece[][] | undefined {
  if (!pieces) return undefined
  const clauses: Piece[][] = [[]]
  for (const piece of pieces) {
    if (piece.label !== undefined) {
      clauses.at(-1)!.push(piece)
      continue
    }
    for (const text of piece.text.match(CLAUSE) ?? []) {
      clauses.at(-1)!.push({ text })
      if (/[，。；！？\n]$/u.test(text)) clauses.push([])
    }
  }
  return clauses.filter((clause) => clause.length > 0)
}
