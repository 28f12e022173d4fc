import { TRAITS, Trait } from './_characters.ts'

/** A token that is found as it stands, before the text is cut into words; the fields are Hugging Face's. */
export interface AddedToken {
  readonly id: number
  readonly content: string
  /** Whether it steers the model and is no text: `[CLS]`, `[SEP]`, … */
  readonly special: boolean
  /** Match it only where no letter or digit touches it. */
  readonly singleWord: boolean
  /** Take the white space before it, or after it, as its own. */
  readonly lstrip: boolean
  readonly rstrip: boolean
  /** Look for it in the normalised text, not in the original. */
  readonly normalized: boolean
}

/** A stretch `[start, end)` of the text: an added token where `id` is set, else text to be cut. */
export interface Stretch {
  readonly start: number
  readonly end: number
  readonly id?: number
}

const ENDS_IN_WORD = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]$/u
const STARTS_WITH_WORD = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]/u

/** Finds added tokens: leftmost first, the longest where several start at one place. */
export class AddedTokens {
  readonly #pattern: RegExp | undefined
  readonly #tokens: ReadonlyMap<string, AddedToken>

  /** @param tokens pairs of the text to look for and its token */
  constructor(tokens: readonly (readonly [text: string, token: AddedToken])[]) {
    const found = tokens.filter(([text]) => text !== '')
    this.#tokens = new Map(found)
    const texts = found.map(([text]) => text).sort((a, b) => b.length - a.length)
    const escaped = texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
    this.#pattern = texts.length ? new RegExp(escaped.join('|'), 'g') : undefined
  }

  get size(): number {
    return this.#tokens.size
  }

  /** Parts a text into added tokens and the non-empty stretches between them. */
  split(text: string): Stretch[] {
    if (!this.#pattern) return text ? [{ start: 0, end: text.length }] : []
    const stretches: Stretch[] = []
    let done = 0
    for (const match of text.matchAll(this.#pattern)) {
      const token = this.#tokens.get(match[0])!
      let start = match.index
      let end = start + match[0].length
      if (token.singleWord && touchesWord(text, start, end)) continue
      if (token.lstrip) while (start > done && isSpace(text, start - 1)) start--
      if (token.rstrip) while (end < text.length && isSpace(text, end)) end++
      if (done < start) stretches.push({ start: done, end: start })
      stretches.push({ start, end, id: token.id })
      done = end
    }
    if (done < text.length) stretches.push({ start: done, end: text.length })
    return stretches
  }
}

/** Every white space is a single code unit. */
function isSpace(text: string, at: number): boolean {
  return (TRAITS[text.charCodeAt(at)]! & Trait.space) !== 0
}

function touchesWord(text: string, start: number, end: number): boolean {
  return (
    ENDS_IN_WORD.test(text.slice(Math.max(0, start - 2), start)) ||
    STARTS_WITH_WORD.test(text.slice(end, end + 2))
  )
}
