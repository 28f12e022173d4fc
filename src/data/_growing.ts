const SMALLEST = 1024

/** A list of 32-bit whole numbers that grows: a million of them take 4 MB, where an array of numbers takes more. */
export class GrowingUint32 {
  #items = new Uint32Array(SMALLEST)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** One of those that are held. @param index below `length` */
  at(index: number): number {
    return this.#items[index]!
  }

  push(value: number): void {
    this.#reserve(1)
    this.#items[this.#length++] = value
  }

  append(values: ArrayLike<number>): void {
    this.#reserve(values.length)
    this.#items.set(values, this.#length)
    this.#length += values.length
  }

  /** What is held so far; it is a view, good until the next `push`. */
  view(): Uint32Array {
    return this.#items.subarray(0, this.#length)
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#items.length) return
    const larger = new Uint32Array(Math.max(this.#length + more, Math.ceil(this.#items.length * 1.5)))
    larger.set(this.#items)
    this.#items = larger
  }
}
