import { quote } from '../base/quote.ts'
import type { RandomAccessFile } from '../base/random-access.ts'
import { fail } from './_errors.ts'

const BLOCK_BYTES = 1 << 16
/** Module and class names are short; a line without an end must not be searched through a whole file. */
const MAX_LINE = 1024
/** No text in a checkpoint comes near this; a length beyond it is damage, not a reason to take memory. */
const MAX_TEXT = 1 << 24

/** Bytes of a part of a file, one after another. Reads in blocks, since a pickle does not say its length. */
export class ByteSource {
  readonly file: RandomAccessFile
  /** What is being read, for messages. */
  readonly part: string
  #position: number
  readonly #end: number
  #block: Buffer = Buffer.alloc(0)
  #blockStart = 0

  constructor(file: RandomAccessFile, part: string, start: number, end: number) {
    this.file = file
    this.part = part
    this.#position = start
    this.#end = end
  }

  /** The next byte's place, from the start of the file. */
  get position(): number {
    return this.#position
  }

  get remaining(): number {
    return this.#end - this.#position
  }

  /** The next `length` bytes; valid until the next call. */
  bytes(length: number): Buffer {
    if (length > this.remaining) {
      throw fail('E_TORCHFILE_TRUNCATED', { position: this.#end, part: this.part }, { file: this.file.path })
    }
    if (this.#position + length > this.#blockStart + this.#block.length) {
      this.#block = this.file.bytes(this.#position, Math.min(Math.max(length, BLOCK_BYTES), this.remaining))
      this.#blockStart = this.#position
    }
    const from = this.#position - this.#blockStart
    this.#position += length
    return this.#block.subarray(from, from + length)
  }

  uint8(): number {
    return this.bytes(1)[0]!
  }

  uint16(): number {
    return this.bytes(2).readUInt16LE()
  }

  uint32(): number {
    return this.bytes(4).readUInt32LE()
  }

  int32(): number {
    return this.bytes(4).readInt32LE()
  }

  /** Past the safe integers no length or offset can be true; they stay as large, and fail as such. */
  uint64(): number {
    return Number(this.bytes(8).readBigUInt64LE())
  }

  /** @throws E_TORCHFILE_PICKLE for invalid UTF-8 */
  text(length: number): string {
    const start = this.#position
    if (length > MAX_TEXT) throw fail('E_TORCHFILE_PICKLE', { position: start }, { file: this.file.path })
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes(length))
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      throw fail('E_TORCHFILE_PICKLE', { position: start }, { file: this.file.path }, error)
    }
  }

  /** Text up to a line feed, which is taken too. */
  line(): string {
    const start = this.#position
    let length = 0
    while (this.uint8() !== 0x0a) {
      length++
      if (length > MAX_LINE) {
        throw fail('E_TORCHFILE_PICKLE', { position: start }, { file: this.file.path })
      }
    }
    this.#position = start
    const text = this.text(length)
    this.#position++
    return text
  }

  /** The next bytes as printable text, without taking them. */
  peek(length: number): string {
    const bytes = this.file.bytes(this.#position, Math.min(length, this.remaining))
    return quote(bytes.toString('latin1'))
  }
}
