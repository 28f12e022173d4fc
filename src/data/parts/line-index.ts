import { closeSync, openSync, readSync } from 'node:fs'
import { GrowingUint32 } from '../_growing.ts'

const CHUNK_BYTES = 4 * 2 ** 20
const LINE_FEED = 10

/** The lines of a UTF-8 file of 4 GiB at most, each to be read by its number: 4 bytes of memory a line. */
export class LineIndex {
  readonly #descriptor: number
  /** Where each line begins, and where the last ends. */
  readonly #starts = new GrowingUint32()

  constructor(file: string) {
    this.#descriptor = openSync(file, 'r')
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    let offset = 0
    this.#starts.push(0)
    for (let read = 1; read > 0; offset += read) {
      read = readSync(this.#descriptor, chunk, 0, CHUNK_BYTES, offset)
      const filled = chunk.subarray(0, read)
      for (let at = filled.indexOf(LINE_FEED); at >= 0; at = filled.indexOf(LINE_FEED, at + 1))
        this.#starts.push(offset + at + 1)
    }
    this.#starts.push(offset)
  }

  /** A line without its end and without a byte order mark. @param line counts from 1 */
  lineAt(line: number): string {
    const starts = this.#starts.view()
    const [start, end] = [starts[line - 1]!, starts[line]!]
    const bytes = Buffer.allocUnsafe(end - start)
    const read = readSync(this.#descriptor, bytes, 0, bytes.length, start)
    const text = bytes.toString('utf8', 0, read).replace(/\r?\n$/, '')
    return line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}
