import type { Parameter } from '../engine/index.ts'

/**
 * The perturbation of the fast gradient method (Miyato et al., 2017): ε·g/‖g‖ added to the word embeddings, where g is
 * the gradient of the whole table. Rows of words that the batch does not hold have no gradient and are left alone.
 */
export class WordPerturbation {
  readonly #table: Parameter
  readonly #width: number
  #rows: number[] = []
  #originals = new Float32Array(0)

  /** @param table [words, width] that learns: a frozen one has no gradient to go along. `width` is a multiple of 4 */
  constructor(table: Parameter) {
    if (!table.training) throw new RangeError(`${table.name} is frozen: no gradient to perturb it along`)
    const width = table.shape.at(-1)!
    if (width % 4 !== 0) throw new RangeError(`${table.name}: rows of ${width} are no whole vectors`)
    this.#table = table
    this.#width = width
  }

  /**
   * Perturbs the rows that have a gradient, until `restore`. Where the gradient is 0 or not finite nothing happens.
   *
   * @returns the norm of the gradient, summed in float64
   */
  add(epsilon: number): number {
    if (this.#rows.length > 0)
      throw new RangeError(`${this.#table.name} is perturbed already: restore it first`)
    const { value, training } = this.#table
    const { arena, gradient } = training!
    const width = this.#width
    const rows: number[] = []
    let squares = 0
    for (let row = 0; row < value.length / width; row++) {
      const own = arena.kernels.sumOfSquares(gradient.byteOffset + row * width * 4, width)
      if (own !== 0) rows.push(row)
      squares += own
    }
    const norm = Math.sqrt(squares)
    if (norm === 0 || !Number.isFinite(norm)) return norm
    if (this.#originals.length < rows.length * width) this.#originals = new Float32Array(rows.length * width)
    for (const [i, row] of rows.entries()) {
      this.#originals.set(value.subarray(row * width, (row + 1) * width), i * width)
      const at = row * width * 4
      arena.kernels.blend(value.byteOffset + at, gradient.byteOffset + at, width, 1, epsilon / norm)
    }
    this.#rows = rows
    return norm
  }

  /** Gives the rows back as they were, to the bit. */
  restore(): void {
    const width = this.#width
    for (const [i, row] of this.#rows.entries())
      this.#table.value.set(this.#originals.subarray(i * width, (i + 1) * width), row * width)
    this.#rows = []
  }
}
