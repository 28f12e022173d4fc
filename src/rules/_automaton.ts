import { borderedUnits, walkBackwards } from './_borders.ts'

const ROOT = 0
const NONE = -1

/**
 * The automaton of Aho and Corasick (1975) over UTF-16 code units, in typed arrays. It holds the words backwards and
 * reads texts backwards: then the longest word that ends at a state is the longest that *begins* at the place reached
 * in the text, and every text takes one pass, linear in its length whatever the words are.
 */
export class Automaton {
  /** Open addressing: the number of a node by its parent and unit; 0 is free, as the root is nobody's child. */
  readonly #slots: Int32Array
  readonly #mask: number
  readonly #parent: Int32Array
  readonly #unit: Uint16Array
  readonly #fail: Int32Array
  /** By node: the longest word that ends there, or NONE. */
  readonly #longest: Int32Array
  /** By word: the next shorter word that begins where it begins, or NONE. */
  readonly #shorter: Int32Array
  #nodes = 1

  /** @param words each once, none of them empty */
  constructor(words: readonly string[]) {
    let most = 1
    for (const word of words) most += borderedUnits(word).length
    const size = 2 ** Math.ceil(Math.log2(most * 2))
    this.#mask = size - 1
    this.#slots = new Int32Array(size)
    const parent = new Int32Array(most)
    const unit = new Uint16Array(most)
    this.#parent = parent
    this.#unit = unit
    const depth = new Uint16Array(most)
    const ends = new Int32Array(words.length)
    for (const [index, word] of words.entries()) {
      const units = borderedUnits(word)
      let node = ROOT
      for (let at = units.length - 1; at >= 0; at--) {
        const next = this.#child(node, units[at]!)
        node = next === NONE ? this.#grow(node, units[at]!, depth) : next
      }
      ends[index] = node
    }
    const nodes = this.#nodes
    this.#parent = parent.slice(0, nodes)
    this.#unit = unit.slice(0, nodes)
    this.#fail = new Int32Array(nodes)
    this.#longest = new Int32Array(nodes).fill(NONE)
    for (const [index, node] of ends.entries()) this.#longest[node] = index
    this.#shorter = new Int32Array(words.length).fill(NONE)
    this.#link(depth)
  }

  /**
   * The longest word that begins at each place of a text, by its index, else NONE (−1): [text.length]. Words that
   * begin or end inside a Latin word or a number are none.
   */
  longestAt(text: string): Int32Array {
    const found = new Int32Array(text.length).fill(NONE)
    let state = ROOT
    walkBackwards(text, (unit, at) => {
      state = unit === NONE ? ROOT : this.#next(state, unit)
      // Before a border the word that begins with it is the longer one; it is read after the unit and counts.
      const word = this.#longest[state]!
      if (word !== NONE) found[at] = word
    })
    return found
  }

  /** The next shorter word that begins where a word begins, or −1. */
  shorter(word: number): number {
    return this.#shorter[word]!
  }

  #next(from: number, unit: number): number {
    for (let state = from; ; state = this.#fail[state]!) {
      const child = this.#child(state, unit)
      if (child !== NONE) return child
      if (state === ROOT) return ROOT
    }
  }

  #child(node: number, unit: number): number {
    for (let slot = this.#hash(node, unit); ; slot = (slot + 1) & this.#mask) {
      const child = this.#slots[slot]!
      if (child === 0) return NONE
      if (this.#parent[child] === node && this.#unit[child] === unit) return child
    }
  }

  #grow(node: number, unit: number, depth: Uint16Array): number {
    const fresh = this.#nodes++
    this.#parent[fresh] = node
    this.#unit[fresh] = unit
    depth[fresh] = depth[node]! + 1
    let slot = this.#hash(node, unit)
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask
    this.#slots[slot] = fresh
    return fresh
  }

  #hash(node: number, unit: number): number {
    const joined = Math.imul(node, 0x9e3779b1) + Math.imul(unit, 0x7feb352d)
    const mixed = Math.imul(joined ^ (joined >>> 16), 0x85ebca6b)
    return (mixed ^ (mixed >>> 13)) & this.#mask
  }

  /** Fills the failure links and what ends where, the shallow nodes first. */
  #link(depth: Uint16Array): void {
    for (const node of byDepth(depth, this.#nodes)) {
      const parent = this.#parent[node]!
      this.#fail[node] = parent === ROOT ? ROOT : this.#next(this.#fail[parent]!, this.#unit[node]!)
      const inherited = this.#longest[this.#fail[node]!]!
      const own = this.#longest[node]!
      if (own === NONE) this.#longest[node] = inherited
      else this.#shorter[own] = inherited
    }
  }
}

/** The nodes in order of their depth, without the root (counting sort). */
function byDepth(depth: Uint16Array, nodes: number): Int32Array {
  let deepest = 0
  for (let node = 1; node < nodes; node++) deepest = Math.max(deepest, depth[node]!)
  const starts = new Int32Array(deepest + 2)
  for (let node = 1; node < nodes; node++) starts[depth[node]! + 1]!++
  for (let level = 1; level < starts.length; level++) starts[level]! += starts[level - 1]!
  const order = new Int32Array(nodes - 1)
  for (let node = 1; node < nodes; node++) order[starts[depth[node]!]!++] = node
  return order
}
