import type { LineBatch } from '../_source.ts'
import type { FormatName } from '../dataset.ts'
import { isDocumentMark } from '../formats/columns.ts'

/**
 * How the lines of a source belong to its records. `line`: one line a record, others are blank; `row`: a record
 * begins at its line and goes on to the next one's, and what stands before the first is a header; `block`: a record
 * is the run of lines around its line without a blank one or a mark between documents.
 */
export type Layout = 'line' | 'row' | 'block'

const LAYOUTS: Readonly<Partial<Record<string, { readonly layout: Layout; readonly ending: string }>>> = {
  tsv: { layout: 'row', ending: 'tsv' },
  csv: { layout: 'row', ending: 'csv' },
  'tag-lines': { layout: 'row', ending: 'tsv' },
  bio: { layout: 'block', ending: 'bio' },
  bioes: { layout: 'block', ending: 'bioes' },
  bmes: { layout: 'block', ending: 'bmes' },
}

/** The layout of a format whose records are lines of the source, and the ending of its files. */
export function layoutOf(
  format: FormatName,
): { readonly layout: Layout; readonly ending: string } | undefined {
  const isJsonLines = format.startsWith('jsonl') || format === 'doccano'
  return isJsonLines ? { layout: 'line', ending: 'jsonl' } : LAYOUTS[format]
}

/** Takes a line for the part of a record; undefined for a header, which every part takes. */
type Take = (line: string, record: number | undefined) => void

/**
 * Hands out the lines of a source by their records.
 *
 * @param starts the line of each record, ascending
 * @param skipped the lines at which rows begin that are no records: they are handed out to none
 * @returns the number of records whose lines were found
 */
export function* copyLines(
  batches: Iterable<LineBatch>,
  layout: Layout,
  starts: Uint32Array,
  skipped: readonly number[],
  take: Take,
): Generator<number, number> {
  const copier =
    layout === 'block' ? new BlockCopier(starts, take) : new RowCopier(starts, new Set(skipped), take, layout)
  for (const { first, lines } of batches) {
    for (let i = 0; i < lines.length; i++) copier.add(lines[i]!, first + i)
    yield copier.found
  }
  copier.end()
  return copier.found
}

class RowCopier {
  /** Records whose first line has been met. */
  found = 0
  readonly #starts: Uint32Array
  readonly #skipped: ReadonlySet<number>
  readonly #take: Take
  readonly #isHeaded: boolean
  #isSkipping = false

  constructor(starts: Uint32Array, skipped: ReadonlySet<number>, take: Take, layout: Layout) {
    this.#starts = starts
    this.#skipped = skipped
    this.#take = take
    this.#isHeaded = layout === 'row'
  }

  add(text: string, line: number): void {
    const begins = this.#starts[this.found] === line
    if (begins) this.found++
    if (begins || this.#skipped.has(line)) this.#isSkipping = !begins
    if (this.#isSkipping) return
    if (begins || (this.#isHeaded && this.found > 0)) this.#take(text, this.found - 1)
    else if (this.#isHeaded && text !== '') this.#take(text, undefined)
  }

  end(): void {}
}

class BlockCopier {
  found = 0
  readonly #starts: Uint32Array
  readonly #take: Take
  #block: string[] = []
  #hasRecord = false

  constructor(starts: Uint32Array, take: Take) {
    this.#starts = starts
    this.#take = take
  }

  add(text: string, line: number): void {
    if (isDocumentMark(text) || /^[ \t]*$/.test(text)) {
      this.end()
      return
    }
    if (this.#starts[this.found] === line) {
      this.found++
      this.#hasRecord = true
    }
    this.#block.push(text)
  }

  /** A block without a record (a comment) belongs to no part. */
  end(): void {
    if (this.#hasRecord) for (const text of [...this.#block, '']) this.#take(text, this.found - 1)
    this.#block = []
    this.#hasRecord = false
  }
}
