/** Sets of more than one member, how many members they have together, and how many the largest has. */
export interface Kept {
  readonly groups: number
  readonly records: number
  readonly largest: number
}

/** Counts the sets of more than one member, given for each member the first of its set. */
export function keptTogether(firsts: ArrayLike<number>): Kept {
  const sizes = new Map<number, number>()
  for (let index = 0; index < firsts.length; index++) {
    const first = firsts[index]!
    // Only what has a second member is counted, so that a million single ones take no memory.
    if (first !== index) sizes.set(first, (sizes.get(first) ?? 1) + 1)
  }
  let [records, largest] = [0, 0]
  for (const size of sizes.values()) {
    records += size
    largest = Math.max(largest, size)
  }
  return { groups: sizes.size, records, largest }
}

/** Lists of whole numbers end to end: list `i` is `items[starts[i]]` up to `items[starts[i + 1]]`. */
export interface Lists {
  readonly starts: Uint32Array
  readonly items: Uint32Array
}

/** Gathers items by their list, in the order in which `each` shows them; it is called twice. */
export function gather(count: number, each: (visit: (list: number, item: number) => void) => void): Lists {
  const starts = new Uint32Array(count + 1)
  each((list) => {
    starts[list + 1]!++
  })
  for (let list = 0; list < count; list++) starts[list + 1]! += starts[list]!
  const items = new Uint32Array(starts[count]!)
  const filled = starts.slice()
  each((list, item) => {
    items[filled[list]!++] = item
  })
  return { starts, items }
}
