import type { Place } from '../base/errors.ts'
import { fail, shown } from './_errors.ts'

/** The pieces of a WordPiece model, numbered from 0 without holes. */
export class Vocabulary {
  readonly pieces: readonly string[]
  readonly #ids: ReadonlyMap<string, number>

  /**
   * @param pieces each at the index that is its id
   * @param placeOf where an entry stands in the user's file, for messages
   * @throws E_TOKENIZER_PIECE, E_TOKENIZER_DUPLICATE
   */
  constructor(pieces: readonly string[], placeOf: (id: number) => Place = () => ({})) {
    const ids = new Map<string, number>()
    for (const [id, piece] of pieces.entries()) {
      // U+2028 is allowed: real vocabularies hold it, and readers of vocab.txt do not break lines there.
      if (/^$|[ \t\r\n]|\p{Cs}/u.test(piece))
        throw fail('E_TOKENIZER_PIECE', { id, piece: shown(piece) }, placeOf(id))
      const first = ids.get(piece)
      if (first !== undefined)
        throw fail('E_TOKENIZER_DUPLICATE', { piece: shown(piece), first, second: id }, placeOf(id))
      ids.set(piece, id)
    }
    this.pieces = pieces
    this.#ids = ids
  }

  /**
   * Orders a table from piece to id, as tokenizer.json holds it.
   *
   * @throws E_TOKENIZER_HOLE unless the ids are 0, 1, 2, … each once; and what the constructor throws
   */
  static fromTable(table: ReadonlyMap<string, number>, placeOf: (piece: string) => Place): Vocabulary {
    const pieces: (string | undefined)[] = new Array(table.size).fill(undefined)
    for (const [piece, id] of table) {
      const taken = pieces[id]
      if (taken !== undefined || !(id in pieces)) {
        const used = new Set(table.values())
        const missing = pieces.findIndex((_, free) => !used.has(free))
        throw fail(
          'E_TOKENIZER_HOLE',
          { piece: shown(piece), id, last: table.size - 1, missing },
          placeOf(piece),
        )
      }
      pieces[id] = piece
    }
    return new Vocabulary(pieces as string[], (id) => placeOf(pieces[id]!))
  }

  get size(): number {
    return this.pieces.length
  }

  idOf(piece: string): number | undefined {
    return this.#ids.get(piece)
  }
}
