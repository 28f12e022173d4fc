/** So many cells with doubled quotes inside alone show that quotes are doubled, not adjacent: `"甲""乙""丙"`. */
const FEWEST_INNER = 5

/** Whether a line may have a cell in quotes: one that begins with a quote. */
export const mayQuote = (line: string): boolean => line.startsWith('"') || line.includes('\t"')

/**
 * Whether lines are TSV whose cells stand in quotes as in RFC 4180 (pandas, Excel and Google Sheets write it), not TSV in
 * which quotes are text. All must fit: quotes only around whole cells, inner ones doubled, every row of the same width. And
 * something must prove it, as `"甲"` may be mere text: lines that have no common width without the quotes, every
 * cell but numbers in quotes, or doubled quotes that would make no sense as text.
 */
export function isQuotedTsv(batches: Iterable<{ readonly lines: readonly string[] }>): boolean {
  const rows = new QuotedRows()
  for (const { lines } of batches) for (const line of lines) if (!rows.add(line)) return false
  return rows.isWhole && rows.isProven
}

/** Whether the first lines of a file look so; the last row may be cut off. */
export function isQuotedSample(sample: readonly string[]): boolean {
  const rows = new QuotedRows()
  return sample.every((line) => rows.add(line)) && rows.isProven
}

/** Reads lines as rows whose cells may be quoted, and remembers what speaks for it. */
class QuotedRows {
  #isOpen = false
  /** What the open cell holds. */
  #cell = newCell()
  #column = 0
  #width: number | undefined
  #plainWidth: number | undefined
  #rows = 0
  /** Whether all lines have as many TABs, quoted or not. */
  #isPlainEven = true
  /** Whether each cell is quoted, a number or empty. */
  #isAllQuoted = true
  readonly #quotedColumns = new Set<number>()
  #lineEnds = 0
  #tabs = 0
  #lineEndsWithTabs = 0
  /** Doubled quotes at one end of a cell: `"他说""疼"""`. */
  #atEnd = 0
  #inner = 0
  #oddInner = 0

  /** @returns false where the line does not fit */
  add(line: string): boolean {
    if (line.trim() !== '') {
      const plain = tabsIn(line) + 1
      this.#plainWidth ??= plain
      if (plain !== this.#plainWidth) this.#isPlainEven = false
    } else if (!this.#isOpen) return true
    let at = 0
    if (this.#isOpen) this.#cell.hasLineEnd = true
    for (;;) {
      const end = this.#isOpen || line[at] === '"' ? this.#quoted(line, at) : this.#plain(line, at)
      if (end === undefined) return false
      if (this.#isOpen) return true
      this.#column++
      if (end === line.length) return this.#endRow()
      at = end + 1
    }
  }

  get isWhole(): boolean {
    return !this.#isOpen
  }

  get isProven(): boolean {
    if (this.#quotedColumns.size === 0 || (this.#width ?? 0) < 2 || this.#rows < 2) return false
    const isAllQuoted = this.#isAllQuoted && this.#quotedColumns.size > 1
    // Two texts that begin and end with a quote, lines apart, look like a cell that holds line ends and TABs.
    if (!this.#isPlainEven) return isAllQuoted || this.#lineEnds + this.#tabs > 0
    if (isAllQuoted) return true
    if (this.#lineEnds + this.#lineEndsWithTabs > 0) return false
    return this.#tabs + this.#atEnd > 0 || (this.#inner >= FEWEST_INNER && this.#oddInner === 0)
  }

  /** @returns where the cell ends, undefined where it does not fit */
  #plain(line: string, from: number): number | undefined {
    const tab = line.indexOf('\t', from)
    const end = tab < 0 ? line.length : tab
    const value = line.slice(from, end)
    if (value.includes('"')) return undefined
    if (this.#isAllQuoted && !/^\s*(?:[-+]?[\d.]+(?:e[-+]?\d+)?)?\s*$/i.test(value)) this.#isAllQuoted = false
    return end
  }

  /** @returns where the cell ends, the line's end where it goes on, undefined where it does not fit */
  #quoted(line: string, from: number): number | undefined {
    const cell = this.#isOpen ? this.#cell : newCell()
    this.#cell = cell
    const start = this.#isOpen ? from : from + 1
    let at = start
    const isFirst = !this.#isOpen
    this.#isOpen = true
    for (;;) {
      const quote = line.indexOf('"', at)
      const part = line.slice(at, quote < 0 ? line.length : quote)
      if (part.includes('\t')) cell.hasTab = true
      if (quote < 0) return line.length
      if (line[quote + 1] !== '"') {
        const end = quote + 1
        if (end < line.length && line[end] !== '\t') return undefined
        this.#isOpen = false
        this.#count(cell, quote > start && cell.doubledEnd === quote)
        return end
      }
      if (isFirst && quote === start) cell.beginsDoubled = true
      cell.doubled++
      at = quote + 2
      cell.doubledEnd = at
    }
  }

  #count(cell: Cell, endsDoubled: boolean): void {
    this.#quotedColumns.add(this.#column)
    if (cell.hasLineEnd && cell.hasTab) this.#lineEndsWithTabs++
    else if (cell.hasLineEnd) this.#lineEnds++
    else if (cell.hasTab) this.#tabs++
    else if (cell.doubled > 0) {
      const isOdd = cell.doubled % 2 === 1
      if (!cell.beginsDoubled && !endsDoubled) {
        this.#inner++
        if (isOdd) this.#oddInner++
        // `"""text"""` may be a string of Python, which is text.
      } else if (cell.beginsDoubled !== endsDoubled && !isOdd) this.#atEnd++
    }
  }

  #endRow(): boolean {
    this.#width ??= this.#column
    const fits = this.#column === this.#width
    this.#column = 0
    this.#rows++
    return fits
  }
}

interface Cell {
  hasTab: boolean
  hasLineEnd: boolean
  doubled: number
  /** Where the last doubled quote of the line ends. */
  doubledEnd: number
  beginsDoubled: boolean
}

const newCell = (): Cell => ({
  hasTab: false,
  hasLineEnd: false,
  doubled: 0,
  doubledEnd: -1,
  beginsDoubled: false,
})

function tabsIn(line: string): number {
  let tabs = 0
  for (let at = line.indexOf('\t'); at >= 0; at = line.indexOf('\t', at + 1)) tabs++
  return tabs
}
