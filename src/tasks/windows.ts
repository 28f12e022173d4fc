/** A stretch of a token sequence that one pass sees, and the part of it whose predictions count. */
export interface Window {
  /** Tokens [start, end) of the sequence. */
  readonly start: number
  readonly end: number
  /** Tokens [ownStart, ownEnd): every token is owned by exactly one window, the one that shows most of both sides. */
  readonly ownStart: number
  readonly ownEnd: number
}

/**
 * Cuts a sequence into windows of at most `size` tokens that overlap by `overlap`; the last one ends with the
 * sequence and is as long as the others.
 */
export function windowsOf(length: number, size: number, overlap: number): Window[] {
  if (length <= size) return [{ start: 0, end: length, ownStart: 0, ownEnd: length }]
  const stride = size - overlap
  const starts: number[] = []
  for (let start = 0; start + size < length; start += stride) starts.push(start)
  starts.push(length - size)
  // Two neighbours part in the middle of what they share.
  const parts = starts.map((start, i) => (i === 0 ? 0 : Math.floor((start + starts[i - 1]! + size) / 2)))
  return starts.map((start, i) => ({
    start,
    end: start + size,
    ownStart: parts[i]!,
    ownEnd: parts[i + 1] ?? length,
  }))
}
