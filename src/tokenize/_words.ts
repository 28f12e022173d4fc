import { TRAITS, Trait } from './_characters.ts'
import type { NormalizedText } from './_normalize.ts'

/**
 * Splits normalised text as Hugging Face's BertPreTokenizer does: at white space, which belongs to no word,
 * and around punctuation, of which every character is a word. Calls `visit` with each word's units `[from, to)`.
 */
export function forEachWord(
  { units }: NormalizedText,
  from: number,
  to: number,
  visit: (from: number, to: number) => void,
): void {
  let start = from
  for (let at = from, next = at; at < to; at = next) {
    next = at + 1
    const unit = units[at]!
    // Well-formed by construction: a high surrogate is always followed by its low one.
    const code =
      (unit & 0xfc00) === 0xd800 ? 0x10000 + ((unit & 0x3ff) << 10) + (units[next++]! & 0x3ff) : unit
    const traits = TRAITS[code]!
    if (!(traits & (Trait.space | Trait.punctuation))) continue
    if (start < at) visit(start, at)
    if (traits & Trait.punctuation) visit(at, next)
    start = next
  }
  if (start < to) visit(start, to)
}
