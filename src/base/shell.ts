/** Words as they are typed in a POSIX shell. */
export const shellLine = (words: readonly string[]): string => words.map(shellWord).join(' ')

/** One word; letters of any language stand as they are. */
export function shellWord(word: string): string {
  return /^[\p{L}\p{N}_@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
