import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { AtomicFile } from '../base/files.ts'
import type { Window } from '../masking/index.ts'

/** The top bit of a stored token says that a word begins; the rest is its id. */
const WORD_START = 0x80000000
/** Tokens written or read at a time. */
const BLOCK = 1 << 16

/** Writes tokens one after another as 32-bit numbers (little-endian on every machine that Node runs on). */
export class TokenWriter {
  readonly #file: AtomicFile
  #block = new Uint32Array(BLOCK)
  #filled = 0
  /** Tokens written. */
  count = 0

  /** @throws E_FILE_WRITE */
  constructor(path: string) {
    this.#file = new AtomicFile(path)
  }

  write(id: number, startsWord: boolean): void {
    this.#block[this.#filled++] = startsWord ? id + WORD_START : id
    this.count++
    if (this.#filled === BLOCK) this.#flush()
  }

  commit(): void {
    this.#flush()
    this.#file.commit()
  }

  discard(): void {
    this.#file.discard()
  }

  #flush(): void {
    this.#file.write(new Uint8Array(this.#block.buffer, 0, this.#filled * 4))
    this.#filled = 0
  }
}

/** Tokens on disk; windows are read where they are needed, so that memory does not grow with the corpus. */
export class TokenFile {
  /** Tokens in the file. */
  readonly length: number
  readonly #descriptor: number

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r')
    this.length = Math.floor(fstatSync(this.#descriptor).size / 4)
  }

  /** Reads tokens from `at` on into `ids`, and where words begin into `wordStarts`. */
  read(at: number, ids: Int32Array, wordStarts: Uint8Array): void {
    const bytes = new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength)
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(this.#descriptor, bytes, done, bytes.length - done, at * 4 + done)
      if (read === 0) throw new RangeError(`tokens ${at} to ${at + ids.length} of ${this.length}`)
      done += read
    }
    for (let i = 0; i < ids.length; i++) {
      wordStarts[i] = ids[i]! < 0 ? 1 : 0
      ids[i]! &= 0x7fffffff
    }
  }

  /** The whole file in pieces of 65,536 tokens; between two of them messages come in. */
  async *pieces(): AsyncGenerator<Window> {
    for (let at = 0; at < this.length; at += BLOCK) {
      const size = Math.min(BLOCK, this.length - at)
      const [ids, wordStarts] = [new Int32Array(size), new Uint8Array(size)]
      this.read(at, ids, wordStarts)
      yield { ids, wordStarts }
      await new Promise(setImmediate)
    }
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}
