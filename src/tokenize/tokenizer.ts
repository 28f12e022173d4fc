import type { Place } from '../base/errors.ts'
import { AddedTokens, type Stretch } from './_added.ts'
import { characterAt, TRAITS, Trait } from './_characters.ts'
import { fail } from './_errors.ts'
import { Normalizer } from './_normalize.ts'
import { checkParts, type SpecialIds, type TokenizerParts } from './_parts.ts'
import { WordPiece } from './_wordpiece.ts'
import { forEachWord } from './_words.ts'

/** A piece of a text: UTF-16 code units `[start, end)` of the text as it was given. */
export interface Token {
  readonly id: number
  readonly piece: string
  readonly start: number
  readonly end: number
}

/**
 * A BERT WordPiece tokenizer that gives the ids and the offsets of Hugging Face's `tokenizers`.
 *
 * Offsets never split a surrogate pair, never decrease, and count in the text as given, whatever
 * normalisation did. Two neighbours overlap only where one character became several pieces (a Hangul
 * syllable whose letters are pieces of their own): both then have the whole character.
 */
export class Tokenizer {
  /** What it was made of; `saveTokenizer` writes this. */
  readonly parts: TokenizerParts
  readonly special: SpecialIds
  /** The number of ids, added tokens included: the rows that the embedding must have. */
  readonly vocabSize: number
  readonly #normalizer: Normalizer
  readonly #wordPiece: WordPiece
  /** Added tokens that stand in the original text, and those that stand in the normalised. */
  readonly #original: AddedTokens
  readonly #normalized: AddedTokens
  readonly #pieces: readonly string[]
  readonly #ids = new Map<string, number>()
  readonly #notText: ReadonlySet<number>
  readonly #characters = new Map<number, number | undefined>()

  /**
   * @param place the file that the parts come from, for messages
   * @throws E_TOKENIZER_SPECIAL, E_TOKENIZER_ADDED, E_TOKENIZER_DUPLICATE when the parts do not fit together
   */
  constructor(parts: TokenizerParts, place: Place = {}) {
    const { pieces, special } = checkParts(parts, place)
    this.parts = parts
    this.special = special
    this.vocabSize = pieces.length
    this.#pieces = pieces
    for (const [id, piece] of pieces.entries()) this.#ids.set(piece, id)
    this.#normalizer = new Normalizer(parts.normalizer)
    this.#wordPiece = new WordPiece(parts.vocabulary.pieces, special.unk, parts)
    const added = parts.addedTokens
    this.#original = new AddedTokens(added.filter((t) => !t.normalized).map((t) => [t.content, t]))
    this.#normalized = new AddedTokens(
      added.filter((t) => t.normalized).map((t) => [this.#normalizer.normalize(t.content).toString(), t]),
    )
    this.#notText = new Set([
      ...added.filter((token) => token.special).map((token) => token.id),
      ...Object.values(special).filter((id) => id !== undefined),
    ])
  }

  /**
   * Cuts a text into pieces; adds no [CLS] or [SEP]. As in Hugging Face, an added token written out in the
   * text (`"[SEP]"`) is found as that token.
   */
  tokenize(text: string): Token[] {
    const tokens: Token[] = []
    for (const { start, end, id } of this.#original.split(text)) {
      if (id === undefined) this.#tokenizeStretch(text, start, end, tokens)
      else tokens.push({ id, piece: this.#pieces[id]!, start, end })
    }
    return tokens
  }

  #tokenizeStretch(text: string, from: number, to: number, tokens: Token[]): void {
    const normalized = this.#normalizer.normalize(text, from, to)
    const { units, starts, ends, length } = normalized
    const push = (id: number, first: number, after: number) =>
      tokens.push({ id, piece: this.#pieces[id]!, start: starts[first]!, end: ends[after - 1]! })
    const cut = (first: number, after: number) => {
      for (const { id, end } of this.#wordPiece.cut(units, first, after)) {
        push(id, first, end)
        first = end
      }
    }
    const whole = [{ start: 0, end: length }]
    const stretches = this.#normalized.size ? this.#normalized.split(normalized.toString()) : whole
    for (const { start, end, id } of stretches as Stretch[]) {
      if (id === undefined) forEachWord(normalized, start, end, cut)
      else push(id, start, end)
    }
  }

  /**
   * One token for each character (code point), for tagging character by character: each is normalised and
   * looked up as a word of its own, and is [UNK] when the vocabulary lacks it. White space, control
   * characters, lone surrogates and accents that normalisation strips give none. No text becomes a special token.
   */
  tokenizeCharacters(text: string): Token[] {
    const tokens: Token[] = []
    for (let start = 0, end = 0; start < text.length; start = end) {
      const code = characterAt(text, start)
      end = code > 0xffff ? start + 2 : start + 1
      if (!this.#characters.has(code)) this.#characters.set(code, this.#idOfCharacter(code))
      const id = this.#characters.get(code)
      if (id !== undefined) tokens.push({ id, piece: this.#pieces[id]!, start, end })
    }
    return tokens
  }

  #idOfCharacter(code: number): number | undefined {
    if (TRAITS[code]! & (Trait.dropped | Trait.space)) return undefined
    const form = this.#normalizer.form(code)
    if (form === '') return undefined
    const id = this.#ids.get(form)
    return id === undefined || this.#notText.has(id) ? this.special.unk : id
  }

  /** The id of a piece, written as in the vocabulary (`##ing`), added tokens included. */
  idOf(piece: string): number | undefined {
    return this.#ids.get(piece)
  }

  /** @throws E_TOKENIZER_ID when no piece has the id */
  pieceOf(id: number): string {
    const piece = this.#pieces[id]
    if (piece === undefined) throw fail('E_TOKENIZER_ID', { id, size: this.vocabSize })
    return piece
  }
}
