/** Texts up to here are segmented whole: ICU's time for one stretch grows with the square of its length. */
const LONGEST = 4096
/** Makes one emoji of two. */
const JOINER = '\u200D'

/** Whether a word ends before `at` whatever stands around, so that a cut there changes no word. */
function isBoundary(text: string, at: number): boolean {
  const before = text[at - 1]!
  const after = String.fromCodePoint(text.codePointAt(at)!)
  if (/\s/.test(before)) return /[\p{Script=Han}\p{Script=Latin}\p{Nd}]/u.test(after)
  return /[。！？；：，、…]/.test(before) && /\p{Script=Han}/u.test(after)
}

/** Whether a cut at `at` would part what is seen as one character. */
const isInsideCharacter = (text: string, at: number): boolean =>
  /[\uDC00-\uDFFF\p{M}]/u.test(text[at]!) || text[at] === JOINER || text[at - 1] === JOINER

/** Where a stretch that begins at `from` ends: behind punctuation or a blank in its second half, or else where it is full. */
function endOf(text: string, from: number): number {
  const full = from + LONGEST
  if (full >= text.length) return text.length
  for (let at = full; at > full - LONGEST / 2; at--) if (isBoundary(text, at)) return at
  let end = full
  while (end > full - LONGEST / 2 && isInsideCharacter(text, end)) end--
  return end
}

/** Stretches `[from, to)` of a text, each short enough to be segmented fast. */
export function* piecesOf(text: string): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < text.length; ) {
    const to = endOf(text, from)
    yield [from, to]
    from = to
  }
}
