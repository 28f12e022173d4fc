/**
 * Chinese has no blanks between words, Latin words and numbers have: `CT` is no word of `ACTH`, `5` none of `3.5`.
 * So a border is put before and after every run of letters and digits, in the words of a lexicon as in texts; a word
 * that begins inside a run then finds no border where it needs one.
 */
export const BORDER = 0

/** Letters of scripts that write words apart, and digits; full-width ones too. */
const RUN = /[\p{L}\p{M}\p{Nd}]/u
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}々〆ー]/u
const DIGIT = /\p{Nd}/u

const [OTHER, IN_RUN, IS_DIGIT] = [1, 2, 3]
/** The kind of each unit, found when it is first met. */
const kinds = new Uint8Array(0x10000)

function kindOf(unit: number): number {
  const known = kinds[unit]!
  if (known !== 0) return known
  const char = String.fromCharCode(unit)
  const kind = DIGIT.test(char) ? IS_DIGIT : RUN.test(char) && !UNSPACED.test(char) ? IN_RUN : OTHER
  kinds[unit] = kind
  return kind
}

const POINT = 0x2e
const COMMA = 0x2c
/** A point or a comma inside a number is read as another sign, so that `.` is not found in 3.5. */
const INNER: Readonly<Record<number, number>> = { [POINT]: 0xfffe, [COMMA]: 0xffff }
/** Units with a meaning of their own here; no word may hold them. */
export const RESERVED = /[\0\ufffe\uffff]/

/** Whether the unit at a place belongs to a Latin word or a number; a point between digits belongs to the number. */
function isInRun(text: string, at: number): boolean {
  if (at < 0 || at >= text.length) return false
  const unit = text.charCodeAt(at)
  if (kindOf(unit) !== OTHER) return true
  if ((unit !== POINT && unit !== COMMA) || at === 0 || at === text.length - 1) return false
  return kindOf(text.charCodeAt(at - 1)) === IS_DIGIT && kindOf(text.charCodeAt(at + 1)) === IS_DIGIT
}

/**
 * Reads a text from its end with its borders. A border before the unit at a place is told with that place, one after
 * its last unit before that unit. Units that no word may hold are told as −1.
 *
 * @param tell hears each unit and where the part of the text that was read begins
 */
export function walkBackwards(text: string, tell: (unit: number, at: number) => void): void {
  let isAfter = false
  for (let at = text.length - 1; at >= 0; at--) {
    const isHere = isInRun(text, at)
    // Where the run ends, the border is read before its last unit; where it begins, after its first.
    if (isHere && !isAfter) tell(BORDER, at)
    const unit = text.charCodeAt(at)
    if (isHere) tell(INNER[unit] ?? unit, at)
    else tell(unit === BORDER || unit >= 0xfffe ? -1 : unit, at)
    if (isHere && !isInRun(text, at - 1)) tell(BORDER, at)
    isAfter = isHere
  }
}

/** The units of a word with its borders. */
export function borderedUnits(word: string): number[] {
  const units: number[] = []
  walkBackwards(word, (unit) => units.push(unit))
  return units.reverse()
}
