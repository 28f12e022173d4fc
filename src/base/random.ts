/**
 * A seeded stream of random numbers: xoshiro128** (Blackman and Vigna, 2018), seeded through SplitMix32.
 * The whole state is four 32-bit numbers, so that a run can be saved and resumed to the bit.
 */
export class RandomStream {
  #state: Uint32Array

  /**
   * @param seed a whole number; its low 32 bits count
   * @param labels tell streams of one seed apart. They are read as one text: put a mark between two of them
   *   that could run into each other, as `1, '1b'` and `11, 'b'` do
   */
  constructor(seed: number, ...labels: (string | number)[]) {
    let mixed = seed >>> 0
    for (const label of labels) for (const char of String(label)) mixed = mix(mixed ^ char.codePointAt(0)!)
    this.#state = Uint32Array.from({ length: 4 }, () => {
      mixed = (mixed + 0x9e3779b9) >>> 0
      return mix(mixed)
    })
    if (this.#state.every((word) => word === 0)) this.#state[0] = 1
  }

  /** A whole number in [0, 2³²). */
  uint32(): number {
    const s = this.#state as unknown as [number, number, number, number]
    const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0
    const shifted = s[1] << 9
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = rotateLeft(s[3], 11)
    return result
  }

  /** A number in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 0x4000000 + (this.uint32() >>> 6)) / 0x20000000000000
  }

  /** A whole number in [0, bound), every value equally likely. */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound)
  }

  /** A number of the standard normal distribution (Box–Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()))
    return radius * Math.cos(2 * Math.PI * this.uniform())
  }

  /** One element of a list, every one equally likely. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }

  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items]
    for (let last = copy.length - 1; last > 0; last--) {
      const other = this.below(last + 1)
      ;[copy[last], copy[other]] = [copy[other]!, copy[last]!]
    }
    return copy
  }

  /** The state, to be saved; `restore` takes it back. */
  save(): number[] {
    return [...this.#state]
  }

  restore(state: readonly number[]): void {
    this.#state = Uint32Array.from(state)
  }
}

function rotateLeft(word: number, by: number): number {
  return ((word << by) | (word >>> (32 - by))) >>> 0
}

function mix(word: number): number {
  let z = word >>> 0
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b)
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35)
  return (z ^ (z >>> 16)) >>> 0
}
