import * as ranges from './_ranges.ts'

/** What Hugging Face's BERT tokenizer holds of a character; a code point may have several traits. */
export const Trait = {
  /** Control and format characters, private use, U+FFFD, surrogates: cleaning drops them. */
  dropped: 1,
  space: 2,
  /** Chinese characters that become words of their own (the ranges of the first BERT, with its gaps). */
  ideograph: 4,
  /** Every one becomes a word of its own; ASCII symbols such as `$` and `+` count as punctuation. */
  punctuation: 8,
  /** Non-spacing marks, which stripping accents removes. */
  mark: 16,
  /** Stripping accents changes it: a letter with accents, a Hangul syllable, … */
  decomposes: 32,
} as const

/** The traits of every code point, as a sum of `Trait` values. A table, for it is asked for every character. */
export const TRAITS: Uint8Array = readTraits()

function readTraits(): Uint8Array {
  const table = new Uint8Array(0x110000)
  mark(table, ranges.DROPPED, Trait.dropped)
  mark(table, ranges.SPACE, Trait.space)
  mark(table, ranges.IDEOGRAPH, Trait.ideograph)
  mark(table, ranges.PUNCTUATION, Trait.punctuation)
  mark(table, ranges.MARK, Trait.mark)
  mark(table, ranges.DECOMPOSES, Trait.decomposes)
  return table
}

function mark(table: Uint8Array, encoded: string, trait: number): void {
  let position = 0
  for (const range of encoded.split(' ')) {
    const [gap = '', more = '0'] = range.split(':')
    const start = position + Number.parseInt(gap, 36)
    position = start + Number.parseInt(more, 36) + 1
    for (let code = start; code < position; code++) table[code]! |= trait
  }
}

/** What stands for a lone surrogate, which is no character: encoding it as UTF-8 gives the same. */
export const REPLACEMENT = 0xfffd

/**
 * The code point that starts at a UTF-16 code unit; U+FFFD for half a surrogate pair.
 * It takes two units exactly when it is above 0xffff.
 */
export function characterAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  if ((unit & 0xf800) !== 0xd800) return unit
  const code = text.codePointAt(at)!
  return code > 0xffff ? code : REPLACEMENT
}
