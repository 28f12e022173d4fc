/** Sets that are joined step by step; the first member stands for each. */
export class Units {
  readonly #parents: Int32Array

  /** @param firsts sets to begin with: for each member the first of its set */
  constructor(firsts: Int32Array) {
    this.#parents = firsts.slice()
  }

  join(a: number, b: number): void {
    const [x, y] = [this.first(a), this.first(b)]
    this.#parents[Math.max(x, y)] = Math.min(x, y)
  }

  /** For each member the first of its set. */
  firsts(): Int32Array {
    return this.#parents.map((_, member) => this.first(member))
  }

  /** The first member of the set that a member is in. */
  first(member: number): number {
    let root = member
    while (this.#parents[root] !== root) root = this.#parents[root]!
    for (let at = member; at !== root; ) {
      const up = this.#parents[at]!
      this.#parents[at] = root
      at = up
    }
    return root
  }
}
