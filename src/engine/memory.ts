import { defineErrors } from '../base/errors.ts'
import { bindKernels, type Kernels } from './kernels/index.ts'

const fail = defineErrors({
  E_MEMORY_ALLOCATE: {
    zh: { what: '申请 {megabytes} MB 内存失败', fix: '减小 --batch-size 或 --max-length，或换用更小的模型' },
    en: {
      what: 'cannot allocate {megabytes} MB',
      fix: 'use a smaller --batch-size or --max-length, or a smaller model',
    },
  },
})

const PAGE = 65536
/** Room at the start of each arena through which kernels are handed data from outside. */
const SCRATCH_BYTES = 2 ** 20
/** The most that one WebAssembly memory can hold. */
export const ARENA_LIMIT_BYTES = 65535 * PAGE - SCRATCH_BYTES

/** Rounds a number of floats up to whole SIMD vectors. */
export const alignFloats = (count: number): number => Math.ceil(count / 4) * 4

/** Rounds a number of bytes up to whole SIMD vectors. */
export const alignBytes = (count: number): number => Math.ceil(count / 16) * 16

/**
 * A block of memory that both ONNX Runtime and the WebAssembly kernels read and write: nothing is copied between
 * them. It never grows, because growing would detach every view.
 */
export class Arena {
  readonly kernels: Kernels
  /** Free for one call at a time. */
  readonly scratch: { readonly floats: Float32Array; readonly ints: Int32Array }
  readonly #memory: WebAssembly.Memory
  #used = 16 + SCRATCH_BYTES

  /** @throws E_MEMORY_ALLOCATE */
  constructor(bytes: number) {
    const pages = Math.ceil((bytes + 16 + SCRATCH_BYTES) / PAGE)
    try {
      this.#memory = new WebAssembly.Memory({ initial: Math.max(1, pages), maximum: Math.max(1, pages) })
    } catch (error) {
      throw fail('E_MEMORY_ALLOCATE', { megabytes: Math.ceil(bytes / 2 ** 20) }, {}, error)
    }
    this.kernels = bindKernels(this.#memory)
    const half = SCRATCH_BYTES / 2
    this.scratch = {
      floats: new Float32Array(this.#memory.buffer, 16, half / 4),
      ints: new Int32Array(this.#memory.buffer, 16 + half, half / 4),
    }
  }

  /** Bytes that blocks can take in all. */
  get capacity(): number {
    return this.#memory.buffer.byteLength - SCRATCH_BYTES - 16
  }

  /** Takes every block back; what they held stays until it is written over. */
  reset(): void {
    this.#used = 16 + SCRATCH_BYTES
  }

  /** A block of floats, zero in a new arena, padded to whole vectors. */
  floats(count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#take(alignFloats(count) * 4), count)
  }

  /** A block of bytes, padded to whole vectors. */
  block(count: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.#take(alignBytes(count)), count)
  }

  /** A block of numbers of two bytes, zero in a new arena, padded to whole vectors. */
  halves(count: number): Uint16Array {
    return new Uint16Array(this.#memory.buffer, this.#take(alignBytes(count * 2)), count)
  }

  #take(bytes: number): number {
    const at = this.#used
    if (at + bytes > this.#memory.buffer.byteLength) {
      throw fail('E_MEMORY_ALLOCATE', { megabytes: Math.ceil(bytes / 2 ** 20) })
    }
    this.#used += bytes
    return at
  }
}

/** Bytes that a block of step buffers takes: whole cache lines. */
export const stepBytes = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** Memory beyond what the largest step took that step buffers may hold, as a factor. */
const FRAGMENTATION = 1.25
const LARGEST_CHUNK_BYTES = 2 ** 32

/**
 * Buffers for the activations of one step: handed out one after another and taken back all at once. The memory
 * stays, so a step touches the same pages as the one before.
 */
export class StepBuffers {
  #chunks: ArrayBuffer[] = []
  #chunk = 0
  #used = 0
  /** Bytes handed out in this step, and the most in any step so far. */
  #taken = 0
  #most = 0
  readonly #chunkBytes: number

  constructor(chunkBytes = 32 * 2 ** 20) {
    this.#chunkBytes = chunkBytes
  }

  /** An uninitialised block of floats, valid until `reset`. */
  floats(count: number): Float32Array {
    const at = this.#take(stepBytes(count * 4))
    return new Float32Array(this.#chunks[this.#chunk]!, at, count)
  }

  /** An uninitialised block of numbers of two bytes, valid until `reset`. */
  halves(count: number): Uint16Array {
    const at = this.#take(stepBytes(count * 2))
    return new Uint16Array(this.#chunks[this.#chunk]!, at, count)
  }

  /** @returns where the block begins in the current chunk */
  #take(bytes: number): number {
    while (this.#chunk < this.#chunks.length && this.#used + bytes > this.#chunks[this.#chunk]!.byteLength) {
      this.#chunk++
      this.#used = 0
    }
    if (this.#chunk === this.#chunks.length) {
      // After `reset` threw fragments away, one chunk serves what a whole step took.
      const least = this.#chunk === 0 ? Math.min(this.#most, LARGEST_CHUNK_BYTES) : 0
      this.#chunks.push(new ArrayBuffer(Math.max(bytes, this.#chunkBytes, least)))
      this.#used = 0
    }
    const at = this.#used
    this.#used += bytes
    this.#taken += bytes
    return at
  }

  /** Takes every block back. */
  reset(): void {
    this.#most = Math.max(this.#most, this.#taken)
    // Steps of other sizes find no room in the chunks of the ones before, and would add their own without end.
    if (this.bytes > this.#most * FRAGMENTATION + this.#chunkBytes) this.#chunks = []
    this.#chunk = 0
    this.#used = 0
    this.#taken = 0
  }

  /** Bytes handed out since `reset`. */
  get taken(): number {
    return this.#taken
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  }
}
