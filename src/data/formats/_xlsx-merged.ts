/** A merged range: rows from 1, columns from 0, both ends inside. */
interface Range {
  readonly reference: string
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** The merged ranges of a sheet, whose first cells alone have a value. */
export class MergedCells {
  readonly #ranges: Range[] = []
  /** Those that reach into a column, by their rows; made when the column is asked for. */
  readonly #inColumn = new Map<number, readonly Range[]>()

  get count(): number {
    return this.#ranges.length
  }

  add(reference: string, columnOf: (cell: string) => number): void {
    const [first = '', last = first] = reference.split(':')
    const [top, bottom] = [first, last].map((cell) => Number(/\d+$/.exec(cell)?.[0])) as [number, number]
    this.#ranges.push({ reference, top, bottom, left: columnOf(first), right: columnOf(last) })
  }

  /** The range that a cell other than its first belongs to, such as `C2:C3`; ranges do not overlap. */
  rangeOf(row: number, column: number): string | undefined {
    const ranges = this.#inColumn.get(column) ?? this.#findIn(column)
    let [low, high] = [0, ranges.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (ranges[middle]!.top <= row) low = middle + 1
      else high = middle
    }
    const range = ranges[low - 1]
    if (!range || row > range.bottom || (row === range.top && column === range.left)) return undefined
    return range.reference
  }

  #findIn(column: number): readonly Range[] {
    const found = this.#ranges.filter(({ left, right }) => left <= column && column <= right)
    found.sort((a, b) => a.top - b.top)
    this.#inColumn.set(column, found)
    return found
  }
}
