import { setImmediate } from 'node:timers/promises'
import { readUnits } from '../_array.ts'
import { failFile } from '../_errors.ts'
import { type Note, Notes } from '../_notes.ts'
import { type LineBatch, MAX_LINE_BYTES, readLines } from '../_source.ts'
import type { FormatName, ReadOptions } from '../dataset.ts'
import type { AnyRecord, DataTask } from '../records.ts'
import { type RecordStream, streamRecords } from '../stream.ts'
import { jsonlLine } from '../write/format-records.ts'
import { withinLine } from '../write/long-fields.ts'
import { assignParts, type PartName, sharesOf } from './assign.ts'
import { copyLines, layoutOf } from './copy-lines.ts'
import { comparedText, SplitFacts } from './facts.ts'
import { LineIndex } from './line-index.ts'
import { PartFiles, refuseFolder } from './part-files.ts'
import { reportOf, type SplitReport } from './report.ts'
import type { SplitOptions } from './split-parts.ts'

/** How far a split is: records read, share of the near-duplicates found, records written. */
export type SplitProgress =
  | { readonly phase: 'read'; readonly records: number }
  | { readonly phase: 'near'; readonly share: number }
  | { readonly phase: 'write'; readonly records: number; readonly total: number }

export interface SplitFileOptions extends SplitOptions {
  /** Whether files of a folder that is not empty may be replaced. */
  readonly overwrite?: boolean
  /** How the file is read. */
  readonly reading?: ReadOptions
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SplitProgress) => void
}

export interface SplitFile {
  readonly task: DataTask
  readonly format: FormatName
  readonly reason: string
  readonly notes: readonly Note[]
  /** The file of each part. */
  readonly files: Readonly<Partial<Record<PartName, string>>>
  /** Whether the parts hold lines of the source, so that they are read by the same options; else they are JSONL. */
  readonly copied: boolean
  readonly report: SplitReport
}

/**
 * Splits a file as `splitParts` splits records. Where records are lines of the source, the parts are made of those
 * lines; elsewhere they are JSONL. A JSONL file is read piece by piece: about 200 bytes of memory a record, of
 * whatever length. The folder also gets `split.json`, the report.
 *
 * @throws HanTuneError of the codes `E_DATA_*`, E_FILE_WRITE; the reason of `signal`
 */
export async function splitFile(file: string, folder: string, options: SplitFileOptions): Promise<SplitFile> {
  sharesOf(options.ratio)
  const { groupBy, reading } = options
  const stream = streamRecords(file, {
    ...reading,
    forTraining: false,
    keepOthers: true,
    ...(groupBy === undefined ? {} : { groupBy }),
  })
  const splitting = new Splitting(file, stream, options)
  refuseFolder(folder, file, options.overwrite ?? false)
  await splitting.read()
  const { assigned, report } = await splitting.assign()
  const files = await splitting.write(folder, assigned, report)
  return {
    ...splitting.seen!,
    notes: [...stream.notes(), ...splitting.notes.list()],
    files,
    copied: splitting.layout !== undefined,
    report,
  }
}

class Splitting {
  /** What is to be said about what was written. */
  readonly notes = new Notes()
  seen: Pick<SplitFile, 'task' | 'format' | 'reason'> | undefined
  readonly #file: string
  readonly #stream: RecordStream
  readonly #options: SplitFileOptions
  readonly #facts: SplitFacts
  /** The records of a source that is in memory. */
  #records: readonly AnyRecord[] = []
  /** The lines of the rows of such a source that are no records. */
  #skippedLines: readonly number[] = []
  /** How lines of the source are copied; undefined where the parts are JSONL. */
  layout: ReturnType<typeof layoutOf>

  constructor(file: string, stream: RecordStream, options: SplitFileOptions) {
    this.#file = file
    this.#stream = stream
    this.#options = options
    this.#facts = new SplitFacts(options)
  }

  async read(): Promise<void> {
    let last = 0
    // Whether records begin at lines of their own, in the order of the file.
    let hasOwnLines = true
    for (const { records, task, format, reason, skippedLines = [], isQuoted } of this.#stream.chunks()) {
      this.seen ??= { task, format, reason }
      // A part of the lines need not show what the whole file shows.
      if (isQuoted) hasOwnLines = false
      if (!this.#stream.isStreamed) {
        this.#records = records
        this.#skippedLines = skippedLines
      }
      for (const record of records) {
        this.#facts.add(record)
        if (record.origin.line <= last || record.origin.file !== this.#file) hasOwnLines = false
        last = record.origin.line
      }
      await this.#breathe({ phase: 'read', records: this.#facts.count })
    }
    const layout = hasOwnLines ? layoutOf(this.seen!.format) : undefined
    const mayBeArray = layout?.layout === 'line' && !this.#stream.isStreamed
    this.layout = mayBeArray && !areLines(readUnits(this.#file)) ? undefined : layout
  }

  async assign(): Promise<{ assigned: Uint8Array; report: SplitReport }> {
    const index = this.#stream.isStreamed ? new LineIndex(this.#file) : undefined
    try {
      const lines = this.#facts.lines()
      const steps = this.#facts.join((record) => {
        if (!index) return comparedText(this.#records[record]!)
        const again = this.#stream.recordOf(index.lineAt(lines[record]!))
        if (!again) throw failFile('E_DATA_CHANGED', {}, { file: this.#file, line: lines[record]! })
        return comparedText(again)
      })
      for (;;) {
        const { done, value } = steps.next()
        if (!done) {
          await this.#breathe({ phase: 'near', share: value })
          continue
        }
        const assigned = assignParts(value.assignable, this.#options.ratio, this.#options.seed)
        return { assigned, report: reportOf(this.#facts, assigned, value.together, this.#options) }
      }
    } finally {
      index?.close()
    }
  }

  async write(folder: string, assigned: Uint8Array, report: SplitReport): Promise<SplitFile['files']> {
    const { layout } = this
    const files = new PartFiles(folder, this.#options.ratio, layout?.ending ?? 'jsonl')
    try {
      const found = layout
        ? copyLines(
            layout.layout === 'line' ? oneLiners(readUnits(this.#file)) : readLines(this.#file),
            layout.layout,
            this.#facts.lines(),
            this.#skippedLines,
            (line, record) => files.add(line, record === undefined ? undefined : assigned[record]!),
          )
        : this.#writeRecords(files, assigned)
      let step = found.next()
      for (; !step.done; step = found.next())
        await this.#breathe({ phase: 'write', records: step.value, total: assigned.length })
      if (step.value !== assigned.length) throw failFile('E_DATA_CHANGED', {}, { file: this.#file })
      const { seen } = this
      files.commit({ source: this.#file, ...seen, ...report })
      return files.paths
    } catch (error) {
      files.discard()
      throw error
    }
  }

  *#writeRecords(files: PartFiles, assigned: Uint8Array): Generator<number, number> {
    let done = 0
    for (const { records } of this.#stream.chunks()) {
      for (const record of records) files.add(this.#lineOf(record), assigned[done++])
      yield done
    }
    return done
  }

  /** A record as a line that can be read again. */
  #lineOf(record: AnyRecord): string {
    const line = jsonlLine(record).trimEnd()
    const fit = withinLine(record, () => Buffer.byteLength(line), this.notes)
    return fit === record ? line : jsonlLine(fit).trimEnd()
  }

  /** Tells how far it is, and lets a Ctrl-C be heard. */
  async #breathe(progress: SplitProgress): Promise<void> {
    this.#options.onProgress?.(progress)
    await setImmediate()
    this.#options.signal?.throwIfAborted()
  }
}

/** Whether no two begin on one line, those that are left out among them, and none is longer than a line may be. */
function areLines(batches: Iterable<LineBatch>): boolean {
  let last = 0
  for (const { first, lines } of batches) {
    if (first <= last || lines.some((line) => Buffer.byteLength(oneLiner(line)) > MAX_LINE_BYTES))
      return false
    last = first + lines.length - 1
  }
  return true
}

/** Elements of a JSON array may go over several lines; JSON has no line end within a string. */
const oneLiner = (text: string): string =>
  text.includes('\n')
    ? text
        .trim()
        .split(/[\r\n]+/)
        .map((part) => part.trim())
        .join(' ')
    : text

function* oneLiners(batches: Iterable<LineBatch>): Generator<LineBatch> {
  for (const { first, lines } of batches) yield { first, lines: lines.map(oneLiner) }
}
