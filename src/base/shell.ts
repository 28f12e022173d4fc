/** Words as they are typed in a POSIX shell. */
export const shellLine = (words: readonly string[]): string => words.map(shellWord).join(' ')

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
