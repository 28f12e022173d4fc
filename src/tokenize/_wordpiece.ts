import { type Piece, Trie } from './_trie.ts'

export interface WordPieceSettings {
  /** What marks a piece that continues a word: `##`. */
  readonly continuingPrefix: string
  /** A word of more characters (code points) than this is unknown. */
  readonly maxWordCharacters: number
}

/** Cuts words into the longest pieces of a vocabulary, from left to right. */
export class WordPiece {
  readonly #starting: Trie
  readonly #continuing: Trie
  readonly #unknown: number
  readonly #longestWord: number

  constructor(pieces: readonly string[], unknown: number, settings: WordPieceSettings) {
    const { continuingPrefix: prefix, maxWordCharacters } = settings
    const numbered = pieces.map((piece, id) => [piece, id] as const)
    this.#starting = new Trie(numbered)
    this.#continuing = new Trie(
      numbered
        .filter(([piece]) => piece.startsWith(prefix))
        .map(([piece, id]) => [piece.slice(prefix.length), id]),
    )
    this.#unknown = unknown
    this.#longestWord = maxWordCharacters
  }

  /** The pieces of the word `units[from, to)`, each with its end; a word that cannot be cut whole is unknown. */
  cut(units: Uint16Array, from: number, to: number): Piece[] {
    const unknown = [{ id: this.#unknown, end: to }]
    if (this.#tooLong(units, from, to)) return unknown
    const pieces: Piece[] = []
    for (let at = from; at < to; ) {
      const piece = (at === from ? this.#starting : this.#continuing).longest(units, at, to)
      if (!piece) return unknown
      pieces.push(piece)
      at = piece.end
    }
    return pieces
  }

  #tooLong(units: Uint16Array, from: number, to: number): boolean {
    if (to - from <= this.#longestWord) return false
    let characters = 0
    for (let at = from; at < to; at++) if ((units[at]! & 0xfc00) !== 0xdc00) characters++
    return characters > this.#longestWord
  }
}
