import { RandomStream } from '../base/random.ts'
import { Arena, alignBytes } from './memory.ts'
import { byteTensor, type OrtTensor } from './session.ts'

/** Dropout decides by 16 random bits: rates are rounded to 1/65536. */
const LEVELS = 65536

/**
 * Dropout masks of one step, made by a fast counter-based generator. A mask depends on the seed, the step and the
 * name of its site only, so a step can be repeated.
 */
export class MaskBuffers {
  readonly #seed: number
  #step = ''
  #arena = new Arena(2 ** 20)

  constructor(seed: number) {
    this.#seed = seed
  }

  /**
   * Begins a step, or a part of one: takes all masks back.
   *
   * @param step its name, on which the masks depend
   * @param bytes the most that the masks of this step will take together, `maskBytes` of each
   */
  begin(step: number | string, bytes: number): void {
    this.#step = String(step)
    if (bytes > this.#arena.capacity) this.#arena = new Arena(Math.ceil(bytes * 1.25))
    this.#arena.reset()
  }

  /** A mask of that shape: 0 with probability `rate`, else 1. */
  mask(site: string, rate: number, shape: readonly number[]): OrtTensor {
    const count = shape.reduce((size, dim) => size * dim, 1)
    const block = this.#arena.block(count)
    const keys = new RandomStream(this.#seed, 'dropout', this.#step, ':', site)
    const drop = Math.round(rate * LEVELS)
    this.#arena.kernels.dropoutMask(block.byteOffset, maskBytes(count), keys.uint32(), keys.uint32(), drop)
    return byteTensor(block, shape)
  }
}

/** Bytes that a mask of so many elements takes. */
export const maskBytes = alignBytes
