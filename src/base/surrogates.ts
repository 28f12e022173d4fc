/** Where a text holds half a surrogate pair, which is no character; −1 where it does not. */
// In Unicode mode only a surrogate without its other half matches.
export const halfSurrogateAt = (text: string): number => text.search(/\p{Surrogate}/u)
