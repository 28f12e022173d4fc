import { stampOf } from '../../base/stamp.ts'
import { failFile } from '../_errors.ts'
import { Faults } from '../_faults.ts'
import { LineIndex } from '../parts/line-index.ts'
import type { RecordList } from '../record-list.ts'
import type { AnyRecord } from '../records.ts'
import type { LineStream } from '../stream.ts'

/**
 * The records of a JSONL file that are not kept: each pass reads the file anew, piece by piece, and a record that is asked
 * for by its number is read by its line. About 8 bytes of memory a record.
 */
export class FileRecords implements RecordList {
  readonly #file: string
  readonly #stream: LineStream
  /** The line of each record. */
  readonly #lines: Uint32Array
  readonly #stamp: string | undefined
  #index: LineIndex | undefined

  /** @param read the line of each record, and what `stampOf` said before they were read */
  constructor(
    file: string,
    stream: LineStream,
    read: { readonly lines: Uint32Array; readonly stamp: string | undefined },
  ) {
    this.#file = file
    this.#stream = stream
    this.#lines = read.lines
    this.#stamp = read.stamp
  }

  get length(): number {
    return this.#lines.length
  }

  /** @throws E_DATA_CHANGED, and what reading throws */
  *[Symbol.iterator](): Generator<AnyRecord> {
    this.#requireSame()
    let next = 0
    for (const { dataset } of this.#stream.pieces(new Faults()))
      for (const record of dataset.records) {
        // What lies between is at fault and was left out.
        if (record.origin.line !== this.#lines[next]) continue
        next++
        yield record
      }
    if (next !== this.#lines.length) this.#refuseChange()
    this.#requireSame()
  }

  /** @throws E_DATA_CHANGED */
  at(index: number): AnyRecord | undefined {
    const line = this.#lines[index]
    if (line === undefined) return undefined
    this.#requireSame()
    this.#index ??= new LineIndex(this.#file)
    const record = this.#stream.recordOf(this.#index.lineAt(line))
    if (!record) return this.#refuseChange(line)
    return { ...record, origin: { ...record.origin, line } }
  }

  /** Gives the file free. */
  close(): void {
    this.#index?.close()
    this.#index = undefined
  }

  #requireSame(): void {
    if (stampOf(this.#file) !== this.#stamp) this.#refuseChange()
  }

  #refuseChange(line?: number): never {
    throw failFile('E_DATA_CHANGED', {}, { file: this.#file, ...(line !== undefined && { line }) })
  }
}
