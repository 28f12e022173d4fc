/** Where a text holds half a surrogate pair, which is no character; −1 where it does not. */
// In Unicode mode only a surrogate without its other half matches.
export const halfSurrogateAt = (text: string): number => text.search(/\p{Surrogate}/u)

/** Whether an offset lies between the two halves of a character beyond U+FFFF. */
export const cutsPair = (text: string, at: number): boolean =>
  at > 0 && /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1))
