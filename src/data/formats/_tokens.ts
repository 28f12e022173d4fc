/** Joins the tokens of a sentence to its text, and tells where each token lies. */
export class TokenJoiner {
  text = ''
  /** Pairs of tokens that a blank was put between, in all sentences so far. */
  blanks = 0
  #lastLength = 0

  /**
   * Appends a token and gives its start. Tokens join without a separator, except for one blank between two that
   * touch with Latin letters or digits when one of them is longer than a character: those are words.
   */
  append(token: string): number {
    const { text } = this
    const areWords = this.#lastLength > 1 || token.length > 1
    if (areWords && isLatin(text.charCodeAt(text.length - 1)) && isLatin(token.charCodeAt(0))) {
      this.blanks++
      this.text += ' '
    }
    const start = this.text.length
    this.text += token
    this.#lastLength = token.length
    return start
  }

  /** Starts the next sentence. */
  reset(): void {
    this.text = ''
    this.#lastLength = 0
  }
}

/** Latin letters (with accents too) and digits. NaN, for no character, is none. */
function isLatin(code: number): boolean {
  if (code < 0x80) return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122)
  return code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7
}

/**
 * Removes the word positions of a segmented file ("科0技1" is 科技): each token ends in its position in its word,
 * which is 0 or one more than the token before has.
 */
export class PositionStripper {
  #last = -1

  /** The token without its position, or undefined when it has none. */
  strip(token: string): string | undefined {
    const next = String(this.#last + 1)
    const digits = token.endsWith(next) ? next.length : 1
    const position = Number(token.slice(-digits))
    const isFirst = this.#last < 0
    if (token.length <= digits || !Number.isInteger(position) || (isFirst && position !== 0)) return undefined
    if (token.at(-1) === ' ') return undefined
    this.#last = position
    return token.slice(0, -digits)
  }

  /** Starts the next sentence. */
  reset(): void {
    this.#last = -1
  }
}
