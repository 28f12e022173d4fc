import type { Span } from '../data/index.ts'

const BLANK = /^[\s\u200b\u2060\ufeff]$/u
/** Marks that end or part sentences; those that belong to names (`&`, `%`, `-`, `·`, `#`, `@`) are not among them. */
const MARKS = new Set('，。、；：？！,;:?!…～~"“”‘’\'`|')
const CLOSING: ReadonlyMap<string, string> = new Map(
  ['()', '（）', '[]', '【】', '{}', '《》', '〈〉', '「」', '『』', '＜＞', '<>'].map(
    (pair) => [pair[1]!, pair[0]!] as const,
  ),
)
const OPENING: ReadonlyMap<string, string> = new Map([...CLOSING].map(([close, open]) => [open, close]))
/** A pair of quotes around or inside a name is part of it. */
const QUOTES: ReadonlyMap<string, string> = new Map([
  ['”', '“'],
  ['’', '‘'],
  ['"', '"'],
  ["'", "'"],
])

/**
 * A span without blanks and punctuation at its ends. Brackets and quotes stay where their partner is inside, a dot
 * where a Latin letter or a digit stands before it. The empty range where nothing is left.
 */
export function trimSpan(
  text: string,
  { start, end }: Pick<Span, 'start' | 'end'>,
): readonly [number, number] {
  let [from, to] = [start, end]
  while (from < to && isLoose(text, from, from, to)) from++
  while (from < to && isLoose(text, to - 1, from, to)) to--
  return [from, to]
}

/** Whether the character at an end of the span [from, to) does not belong to a name. */
function isLoose(text: string, at: number, from: number, to: number): boolean {
  const character = text[at]!
  if (BLANK.test(character)) return true
  const inside = text.slice(from, to)
  const isFirst = at === from
  const open = CLOSING.get(character)
  if (open !== undefined) return isFirst || !balances(inside, open, character)
  const close = OPENING.get(character)
  if (close !== undefined) return !isFirst || !balances(inside, character, close)
  if (isQuote(character) && inside.length > 2 && hasPartner(inside, character, isFirst)) return false
  if (character === '.') return isFirst ? !/^\.[A-Za-z0-9]/.test(inside) : !/[A-Za-z0-9]\.$/.test(inside)
  if (character === '．') return true
  return MARKS.has(character)
}

/** Whether a bracket at an end has its partner inside. */
function balances(inside: string, open: string, close: string): boolean {
  let [opened, closed] = [0, 0]
  for (const character of inside) {
    if (character === open) opened++
    if (character === close) closed++
  }
  return opened === closed
}

const isQuote = (character: string): boolean =>
  QUOTES.has(character) || [...QUOTES.values()].includes(character)

function hasPartner(inside: string, character: string, isFirst: boolean): boolean {
  const rest = isFirst ? inside.slice(1) : inside.slice(0, -1)
  const partner = isFirst ? [...QUOTES].find(([, open]) => open === character)?.[0] : QUOTES.get(character)
  return partner !== undefined && rest.includes(partner)
}
