import type { RandomStream } from '../../base/random.ts'
import type { Span } from '../records.ts'

/**
 * A grammar of texts. In an alternative `<name>` stands for a rule, `<2-14>` for a whole number, `<36.1-39.8>` for a
 * number with as many decimals, and `{NAME}` for a word of a lexicon, which becomes an entity. Its label
 * is the name up to a `_`: `{BOD_LIMB}` is a BOD.
 */
export type Grammar = Readonly<Record<string, readonly string[]>>

/** Draws the word for a `{NAME}`; words are strings or made up on the spot. */
export type Lexicon = (slot: string) => string

/** A text drawn from a grammar, with its words as entities. */
export interface Drawn {
  readonly text: string
  readonly entities: readonly Span[]
}

const PART = /<([\d.]+)-([\d.]+)>|<(\w+)>|\{(\w+)\}/g

/** Draws one text, beginning with a template. Every alternative of a rule is equally likely. */
export function drawText(template: string, grammar: Grammar, lexicon: Lexicon, stream: RandomStream): Drawn {
  const entities: Span[] = []
  let text = ''
  expand(template)
  return { text, entities }

  function expand(alternative: string): void {
    let at = 0
    for (const match of alternative.matchAll(PART)) {
      text += alternative.slice(at, match.index)
      at = match.index + match[0].length
      const [, low, high, rule, slot] = match
      if (low !== undefined) text += drawNumber(low, high!, stream)
      else if (rule !== undefined) expand(stream.pick(grammar[rule] ?? missing(rule)))
      else {
        const word = lexicon(slot!)
        const label = slot!.split('_')[0]!
        entities.push({ start: text.length, end: text.length + word.length, label })
        text += word
      }
    }
    text += alternative.slice(at)
  }
}

function missing(rule: string): never {
  throw new Error(`the grammar has no rule <${rule}>`)
}

function drawNumber(low: string, high: string, stream: RandomStream): string {
  const decimals = low.split('.')[1]?.length ?? 0
  const scale = 10 ** decimals
  const [first, last] = [Math.round(Number(low) * scale), Math.round(Number(high) * scale)]
  return ((first + stream.below(last - first + 1)) / scale).toFixed(decimals)
}
