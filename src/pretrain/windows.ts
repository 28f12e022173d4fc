import { RandomStream } from '../base/random.ts'
import type { Window } from '../masking/index.ts'
import type { SpecialIds } from '../tokenize/index.ts'
import type { TokenFile } from './token-file.ts'

/**
 * Full windows of a corpus: [CLS], tokens one after another whatever document they are from, [SEP]. An epoch reads
 * every window once in an order that is drawn, and begins at another token, so that windows are not cut at the same
 * places twice. What a step reads depends on the seed and the step only.
 */
export class Windows {
  readonly #tokens: TokenFile
  readonly #special: SpecialIds
  readonly #length: number
  readonly #seed: number
  #epoch = -1
  #order = new Uint32Array(0)
  #shift = 0

  /** @param length of a window, [CLS] and [SEP] included */
  constructor(tokens: TokenFile, special: SpecialIds, length: number, seed: number) {
    this.#tokens = tokens
    this.#special = special
    this.#length = length
    this.#seed = seed
  }

  /** Windows in an epoch; one less than fit, for the shift. */
  get count(): number {
    return Math.max(1, Math.floor(this.#tokens.length / this.#own) - 1)
  }

  /** The windows of a step (from 0) that takes `size` of them. */
  batch(step: number, size: number): Window[] {
    return Array.from({ length: size }, (_, i) => this.#drawn(step * size + i))
  }

  /** At most `most` windows, spread evenly; always the same. */
  spread(most: number): Window[] {
    const all = Math.max(1, Math.floor(this.#tokens.length / this.#own))
    const count = Math.min(most, all)
    return Array.from({ length: count }, (_, i) => this.#at(Math.floor((i * all) / count) * this.#own))
  }

  get #own(): number {
    return this.#length - 2
  }

  #drawn(index: number): Window {
    const epoch = Math.floor(index / this.count)
    if (epoch !== this.#epoch) this.#shuffle(epoch)
    return this.#at(this.#shift + this.#order[index % this.count]! * this.#own)
  }

  #shuffle(epoch: number): void {
    const random = new RandomStream(this.#seed, 'windows ', epoch)
    const order = Uint32Array.from({ length: this.count }, (_, i) => i)
    for (let last = order.length - 1; last > 0; last--) {
      const other = random.below(last + 1)
      ;[order[last], order[other]] = [order[other]!, order[last]!]
    }
    // A corpus of less than two windows has no room to be shifted.
    this.#shift = random.below(Math.min(this.#own, this.#tokens.length - this.count * this.#own + 1))
    this.#order = order
    this.#epoch = epoch
  }

  #at(token: number): Window {
    const [ids, wordStarts] = [new Int32Array(this.#length), new Uint8Array(this.#length)]
    this.#tokens.read(token, ids.subarray(1, -1), wordStarts.subarray(1, -1))
    ids[0] = this.#special.cls
    ids[this.#length - 1] = this.#special.sep
    wordStarts[0] = wordStarts[this.#length - 1] = 1
    // The second half of a word that the window cuts stands for itself.
    wordStarts[1] = 1
    return { ids, wordStarts }
  }
}
