/** Two 32-bit hashes of a text, 64 bits together: equal for equal texts, and for hardly any others. */
export function textKey(text: string, into: Uint32Array): void {
  let [left, right] = [text.length, 0x9e3779b9]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    left = Math.imul(left ^ unit, 0x01000193)
    right = Math.imul(right ^ (right >>> 15) ^ unit, 0x27d4eb2f)
  }
  into[0] = scramble(left)
  into[1] = scramble(right)
}

/** Spreads the bits of a word over all of it. */
export function scramble(word: number): number {
  let z = word >>> 0
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}
