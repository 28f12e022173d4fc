/** The first character of each letter of pinyin, in the order of the Chinese collation; no syllable begins with I, U, V. */
const FIRST_OF_LETTERS = [...'阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀']
const HAN = /^\p{Script=Han}$/u
const collator = new Intl.Collator('zh-u-co-pinyin')

/**
 * Whether two Chinese characters begin with the same letter in pinyin: what input methods confuse mostly does. Of a
 * character with several readings the one counts by which it is sorted.
 */
export const beginAlike = (a: string, b: string): boolean =>
  HAN.test(a) && HAN.test(b) && letterOf(a) === letterOf(b)

/** The number of the letter that the reading of a character begins with. */
const letterOf = (character: string): number =>
  FIRST_OF_LETTERS.findLastIndex((first) => collator.compare(first, character) <= 0)
