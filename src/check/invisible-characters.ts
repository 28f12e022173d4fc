/**
 * Characters that nobody sees, by kind.
 * - `zeroWidth`: they take no room: zero-width space and joiners, word joiner, byte order mark, soft hyphen,
 *   direction marks
 * - `control`: control characters, tab and line ends apart
 * - `private`: private use: they mean something in one font only
 * - `damaged`: U+FFFD and lone surrogates: what stood there is lost
 */
export const INVISIBLE = {
  zeroWidth: /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/u,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  control: /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u,
  private: /\p{Co}/u,
  damaged: /\ufffd|\p{Cs}/u,
} as const
export type InvisibleKind = keyof typeof INVISIBLE

/** Zero-width characters that say nothing: they can go. Direction marks can change what is read, and stay. */
const REMOVABLE = new Set('\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff')
/** Emoji are joined by U+200D, and scripts of India, Arabia and Persia are written with joiners. */
const JOINED =
  /^(?:\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier}|\p{Script=Arabic}|\p{Script=Devanagari}|\p{M})$/u

/** Where removable zero-width characters stand: UTF-16 offsets in order, one code unit each. */
export function removableOffsets(text: string): number[] {
  const offsets: number[] = []
  for (let at = 0; at < text.length; at++) {
    if (REMOVABLE.has(text[at]!) && !joins(text, at)) offsets.push(at)
  }
  return offsets
}

/** Whether a joiner has work to do. */
function joins(text: string, at: number): boolean {
  const isJoiner = text[at] === '\u200d' || text[at] === '\u200c'
  const before = [...text.slice(Math.max(0, at - 2), at)].at(-1)
  return isJoiner && before !== undefined && JOINED.test(before)
}

/** The first character of a kind in a text, as `[start, end)`; joiners at work do not count. */
export function findInvisible(text: string, kind: InvisibleKind): readonly [number, number] | undefined {
  const pattern = INVISIBLE[kind]
  if (!pattern.test(text)) return undefined
  const all = new RegExp(pattern.source, 'gu')
  for (const { 0: character, index } of text.matchAll(all))
    if (kind !== 'zeroWidth' || !joins(text, index)) return [index, index + character.length]
  return undefined
}
