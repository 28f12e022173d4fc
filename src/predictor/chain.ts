import type { CrfShape, TagPath } from '../models/index.ts'

/** The learned numbers of a linear-chain CRF over C classes. */
export interface ChainWeights {
  /** [C, C], from a row's class to a column's. */
  readonly transitions: ArrayLike<number>
  /** [C]. */
  readonly start: ArrayLike<number>
  /** [C]. */
  readonly end: ArrayLike<number>
}

/** What training adds to a forbidden step. */
const FORBIDDEN = -1e4

/** Finds the best path of a chain, and how sure each of its steps is: Viterbi, and forward and backward sums. */
export class ChainDecoder {
  readonly #classes: number
  readonly #transitions: Float64Array
  readonly #start: Float64Array
  readonly #end: Float64Array

  /** @throws RangeError for weights of another number of classes */
  constructor({ transitions, start, end }: ChainWeights, { forbidden, forbiddenStart }: CrfShape) {
    const classes = start.length
    if (end.length !== classes || transitions.length !== classes * classes)
      throw new RangeError('the weights of the CRF do not fit together')
    this.#classes = classes
    this.#transitions = Float64Array.from(transitions)
    this.#start = Float64Array.from(start)
    this.#end = Float64Array.from(end)
    for (const [from, to] of forbidden) this.#transitions[from * classes + to]! += FORBIDDEN
    for (const to of forbiddenStart) this.#start[to]! += FORBIDDEN
  }

  /** The best path through emissions [n, classes]; n may be 0. Of paths alike the one of lower classes. */
  decode(emissions: Float32Array): TagPath {
    const steps = emissions.length / this.#classes
    const classes = this.#best(emissions, steps)
    const probabilities = new Float32Array(steps)
    if (steps > 0) {
      const [before, after] = [this.#forward(emissions, steps), this.#backward(emissions, steps)]
      const last = before.subarray((steps - 1) * this.#classes)
      const total = logSum(last.map((value, c) => value + this.#end[c]!))
      for (const [step, c] of classes.entries()) {
        const at = step * this.#classes + c
        // Rounding may leave a sure step above 1.
        probabilities[step] = Math.min(1, Math.exp(before[at]! + after[at]! - total))
      }
    }
    return { classes, probabilities }
  }

  #best(emissions: Float32Array, steps: number): Int32Array {
    const width = this.#classes
    const path = new Int32Array(steps)
    if (steps === 0) return path
    const from = new Int32Array(steps * width)
    let scores = this.#start.map((value, c) => value + emissions[c]!)
    for (let step = 1; step < steps; step++) {
      const next = new Float64Array(width)
      for (let to = 0; to < width; to++) {
        let best = 0
        for (let c = 1; c < width; c++) if (this.#via(scores, c, to) > this.#via(scores, best, to)) best = c
        from[step * width + to] = best
        next[to] = this.#via(scores, best, to) + emissions[step * width + to]!
      }
      scores = next
    }
    let last = 0
    for (let c = 1; c < width; c++)
      if (scores[c]! + this.#end[c]! > scores[last]! + this.#end[last]!) last = c
    for (let step = steps - 1; step >= 0; step--) {
      path[step] = last
      last = from[step * width + last]!
    }
    return path
  }

  #via(scores: Float64Array, from: number, to: number): number {
    return scores[from]! + this.#transitions[from * this.#classes + to]!
  }

  /** [steps, classes]: the log of the sum over all beginnings that end in a class, its emission included. */
  #forward(emissions: Float32Array, steps: number): Float64Array {
    const width = this.#classes
    const sums = new Float64Array(steps * width)
    const terms = new Float64Array(width)
    for (let to = 0; to < width; to++) sums[to] = this.#start[to]! + emissions[to]!
    for (let step = 1; step < steps; step++) {
      const before = sums.subarray((step - 1) * width, step * width)
      for (let to = 0; to < width; to++) {
        for (let c = 0; c < width; c++) terms[c] = this.#via(before, c, to)
        sums[step * width + to] = logSum(terms) + emissions[step * width + to]!
      }
    }
    return sums
  }

  /** [steps, classes]: the log of the sum over all ways on from a class, its own emission left out. */
  #backward(emissions: Float32Array, steps: number): Float64Array {
    const width = this.#classes
    const sums = new Float64Array(steps * width)
    const terms = new Float64Array(width)
    sums.set(this.#end, (steps - 1) * width)
    for (let step = steps - 2; step >= 0; step--) {
      for (let from = 0; from < width; from++) {
        for (let to = 0; to < width; to++) {
          const next = (step + 1) * width + to
          terms[to] = this.#transitions[from * width + to]! + emissions[next]! + sums[next]!
        }
        sums[step * width + from] = logSum(terms)
      }
    }
    return sums
  }
}

function logSum(terms: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY
  for (const term of terms) most = Math.max(most, term)
  let sum = 0
  for (const term of terms) sum += Math.exp(term - most)
  return most + Math.log(sum)
}
