/** A piece that was found, and the unit after its last. */
export interface Piece {
  readonly id: number
  readonly end: number
}

const NONE = -1

/**
 * A prefix tree over UTF-16 code units that finds the longest piece at a position in one walk. Its edges
 * stand in one open-addressed hash table of flat arrays: a vocabulary of 21,128 pieces takes about 2 MB.
 */
export class Trie {
  readonly #parents: Int32Array
  readonly #units: Uint16Array
  readonly #children: Int32Array
  readonly #mask: number
  /** The id of the piece that ends at a node, or NONE. */
  readonly #ids: Int32Array
  #nodes = 1

  /** @param pieces pairs of piece and id; empty pieces are never found. */
  constructor(pieces: readonly (readonly [piece: string, id: number])[]) {
    const most = 1 + pieces.reduce((sum, [piece]) => sum + piece.length, 0)
    const slots = 2 ** Math.ceil(Math.log2(2 * most))
    this.#mask = slots - 1
    this.#parents = new Int32Array(slots).fill(NONE)
    this.#units = new Uint16Array(slots)
    this.#children = new Int32Array(slots)
    this.#ids = new Int32Array(most).fill(NONE)
    for (const [piece, id] of pieces) {
      let node = 0
      for (let i = 0; i < piece.length; i++) node = this.#childOrNew(node, piece.charCodeAt(i))
      this.#ids[node] = id
    }
  }

  /** The longest piece that `units[from, to)` starts with. */
  longest(units: Uint16Array, from: number, to: number): Piece | undefined {
    let node = 0
    let id = NONE
    let end = from
    for (let at = from; at < to; ) {
      const slot = this.#slot(node, units[at++]!)
      if (this.#parents[slot] === NONE) break
      node = this.#children[slot]!
      if (this.#ids[node] === NONE) continue
      id = this.#ids[node]!
      end = at
    }
    return end === from ? undefined : { id, end }
  }

  #childOrNew(node: number, unit: number): number {
    const slot = this.#slot(node, unit)
    if (this.#parents[slot] === NONE) {
      this.#parents[slot] = node
      this.#units[slot] = unit
      this.#children[slot] = this.#nodes++
    }
    return this.#children[slot]!
  }

  /** Where the edge from a node by a unit stands, or the free slot where it would. */
  #slot(node: number, unit: number): number {
    let hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)
    hash ^= hash >>> 15
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const parent = this.#parents[slot]
      if (parent === NONE || (parent === node && this.#units[slot] === unit)) return slot
    }
  }
}
