/**
 * Code points that take two cells in a terminal: the wide and full-width ranges of Unicode's East Asian Width (UAX #11),
 * emoji among them.
 */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
]

/** Marks and joiners that are drawn over their neighbour, or not at all. */
const WEIGHTLESS = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u

/** The number of terminal cells that a text takes: a Chinese character counts two. */
export function displayWidth(text: string): number {
  let cells = 0
  for (const char of text) {
    const code = char.codePointAt(0)!
    if (WEIGHTLESS.test(char)) continue
    cells += WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1
  }
  return cells
}

/** A share in per cent, with two digits behind the point. */
export const percent = (share: number): string => `${(100 * share).toFixed(2)}%`

/**
 * Lays cells out in columns two blanks apart: the first column flush left, the rest, which hold numbers, flush right.
 * Every row has as many cells as the first. No line ends in a blank.
 */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))),
  )
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? ''
        const blanks = ' '.repeat(width - displayWidth(cell))
        return column === 0 ? cell + blanks : blanks + cell
      })
      .join('  ')
      .trimEnd()
  return rows.map(line).join('\n')
}
