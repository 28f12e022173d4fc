/** Where a text holds half a surrogate pair, which is no character; −1 where it does not. */
// In Unicode mode only a surrogate without its other half matches.
export const halfSurrogateAt = (text: string): number => text.search(/\p{Surrogate}/u)

/** Whether a text holds nothing that can be read: white space, and what is not seen, such as zero-width characters. */
export const isBlank = (text: string): boolean =>
  !/[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(text)

/** Why a text that somebody sends is not predicted on; undefined where it is. */
export type TextFault = { readonly why: 'blank' } | { readonly why: 'half'; readonly at: number }

export function textFault(text: string): TextFault | undefined {
  if (isBlank(text)) return { why: 'blank' }
  const at = halfSurrogateAt(text)
  return at < 0 ? undefined : { why: 'half', at }
}

/** Whether an offset lies between the two halves of a character beyond U+FFFF. */
export const cutsPair = (text: string, at: number): boolean =>
  at > 0 && /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1))
