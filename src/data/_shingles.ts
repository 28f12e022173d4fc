const IGNORED = /(?:[\s\p{P}\p{Cf}]|\uFE0F)+/gu
/** A blank that does not stand between two characters of scripts that part their words. */
const NEEDLESS_BLANK = /^ | $|(?<=[\u2E80-\uFFFF]) | (?=[\u2E80-\uFFFF])/g
/** From here on a code unit belongs to a Chinese, Japanese or Korean character, or to half of a rarer one. */
const FIRST_CJK = 0x2e80

/**
 * The form in which two texts count as the same: NFKC (full-width letters and digits are as others), lower case,
 * punctuation and invisible characters ignored, white space kept only between words of scripts that part them. A
 * text of nothing but punctuation stays, so that `？` and `！` differ.
 */
export function comparableText(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase()
  const bare = folded.replace(IGNORED, ' ').replace(NEEDLESS_BLANK, '')
  return bare === '' ? folded.trim() : bare
}

/**
 * The distinct shingles of a comparable text as sorted 32-bit numbers: pieces of two Chinese characters, or of four
 * letters, a letter telling about half as much. A text shorter than that is one shingle.
 *
 * @returns a view of a buffer of the caller's when it is large enough
 */
export function shinglesOf(text: string, buffer: Uint32Array): Uint32Array {
  const room = buffer.length >= text.length ? buffer : new Uint32Array(text.length)
  let count = 0
  for (let start = 0; start < text.length; start++) {
    let hash = 0
    let weight = 0
    let at = start
    for (; at < text.length && weight < 4; at++) {
      const unit = text.charCodeAt(at)
      weight += unit < FIRST_CJK ? 1 : 2
      hash = Math.imul(hash, 0x10001) ^ unit
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    }
    // What remains at the end is the tail of the last shingle.
    if (weight < 4 && start > 0) break
    room[count++] = hash ^ (hash >>> 13)
  }
  return distinct(room.subarray(0, count).sort())
}

/** Moves the distinct values of a sorted list to its front. */
function distinct(sorted: Uint32Array): Uint32Array {
  let kept = 0
  for (let at = 0; at < sorted.length; at++)
    if (at === 0 || sorted[at] !== sorted[at - 1]) sorted[kept++] = sorted[at]!
  return sorted.subarray(0, kept)
}

/** Shared part of two sorted sets: 1 for equal ones, 0 for those that have nothing in common. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  let shared = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = a[i]! - b[j]!
    if (difference === 0) shared++
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  const all = a.length + b.length - shared
  return all === 0 ? 1 : shared / all
}
