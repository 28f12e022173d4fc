import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { failFile } from './_errors.ts'
import { Faults } from './_faults.ts'
import { groupedByFile } from './_file-groups.ts'
import { type Note, Notes } from './_notes.ts'
import { OtherFields } from './_other-fields.ts'
import { refuseOptions } from './_refuse-options.ts'
import { endsInCr, type LineBatch, readLines } from './_source.ts'
import type { Dataset, ReadOptions } from './dataset.ts'
import { binaryFormat } from './formats/binary.ts'
import type { ClassResult, Format, Reading, Sample, SpanConvention } from './formats/format.ts'
import { formatOf } from './formats/index.ts'
import { refuseUnknownJsonFields } from './formats/json-fields.ts'
import { sampleObjects } from './formats/json-lines.ts'
import { jsonlMulti } from './formats/jsonl-multi.ts'
import { readDataset, sampleOf } from './read.ts'
import type { AnyRecord } from './records.ts'

/** Bytes that show what a file is. */
const START_BYTES = 4096

/** Records of a file, some thousand at a time. */
export interface RecordStream {
  /** Whether the file is read piece by piece; else all records are in memory from the first chunk on. */
  readonly isStreamed: boolean
  /** The records in order of the file. @throws HanTuneError of the codes `E_DATA_*`, at the end for broken lines */
  chunks(): Generator<Dataset>
  /** The record that a line of a streamed file holds. */
  recordOf(line: string): AnyRecord | undefined
  /** That record, with what is to be said about this line alone. */
  noted(line: string): { readonly record: AnyRecord | undefined; readonly notes: readonly Note[] }
  /** What a user should know about the file; whole when the chunks are. */
  notes(): readonly Note[]
}

/**
 * Reads a file of records in bounded memory where its lines are independent of each other (JSONL), and as
 * `readDataset` does elsewhere.
 */
export function streamRecords(file: string, options: ReadOptions = {}): RecordStream {
  const lines = openLines(file, options)
  if (!lines) return wholeFile(file, options)
  // A chunk whose lists have one label each must not be of another task than the chunks around it.
  return lines.format === jsonlMulti ? lines.with({ task: options.task ?? 'multi' }) : lines
}

/** A file of JSON lines as a stream, with the options as they are; undefined for any other file. */
export function openLines(file: string, options: ReadOptions): LineStream | undefined {
  const isPlain = isPlainFile(file) && !binaryFormat(file) && !endsInCr(file)
  const sample = isPlain ? sampleOf(file) : []
  const format = sampleObjects(sample).length > 0 ? formatOf(sample, options) : undefined
  if (!format) return undefined
  refuseUnknownJsonFields(sample, options, file)
  return new LineStream(file, options, sample, format)
}

function wholeFile(file: string, options: ReadOptions): RecordStream {
  let dataset: Dataset | undefined
  return {
    isStreamed: false,
    *chunks() {
      dataset ??= readDataset(file, options)
      yield dataset
    },
    recordOf: () => undefined,
    noted: () => ({ record: undefined, notes: [] }),
    notes: () => dataset?.notes ?? [],
  }
}

/** Some thousand lines, read by themselves. */
export interface Piece {
  readonly dataset: Dataset
  /** How the offsets of entities were read, where there are any. */
  readonly convention?: SpanConvention
}

export class LineStream implements RecordStream {
  readonly isStreamed = true
  readonly format: Format
  readonly #file: string
  readonly #options: ReadOptions
  readonly #sample: Sample
  #notes = new Notes()
  #sourceNotes = new Notes()

  constructor(file: string, options: ReadOptions, sample: Sample, format: Format) {
    this.#file = file
    this.#options = options
    this.#sample = sample
    this.format = format
  }

  /** The same file, read with more options. */
  with(options: ReadOptions): LineStream {
    return new LineStream(this.#file, { ...this.#options, ...options }, this.#sample, this.format)
  }

  *chunks(): Generator<Dataset> {
    const faults = new Faults()
    let records = 0
    for (const { dataset } of this.pieces(faults)) {
      records += dataset.records.length
      yield dataset
    }
    faults.throwIfAny()
    if (records === 0) throw failFile('E_DATA_EMPTY', {}, { file: this.#file })
  }

  /** The records of the file, some thousand at a time. Broken lines go to `faults`. */
  *pieces(faults: Faults): Generator<Piece> {
    this.#notes = new Notes()
    this.#sourceNotes = new Notes()
    const beside = new OtherFields(this.#options)
    for (const batch of readLines(this.#file, this.#sourceNotes))
      yield this.#read(batch, { faults, notes: this.#notes, beside })
    beside.noteLeft(this.#notes, 'ignoredFields')
  }

  recordOf(line: string): AnyRecord | undefined {
    return this.noted(line).record
  }

  noted(line: string): { readonly record: AnyRecord | undefined; readonly notes: readonly Note[] } {
    const notes = new Notes()
    const { dataset } = this.#read({ first: 1, lines: [line] }, { faults: new Faults(), notes })
    return { record: dataset.records[0], notes: notes.list() }
  }

  notes(): readonly Note[] {
    return [...this.#sourceNotes.list(), ...this.#notes.list()]
  }

  #read(batch: LineBatch, to: Pick<Reading, 'faults' | 'notes' | 'beside'>): Piece {
    const file = this.#file
    let convention: SpanConvention | undefined
    const result = this.format.read({
      file,
      sample: this.#sample,
      options: this.#options,
      ...to,
      onConvention: (found) => {
        convention = found
      },
      lines: () => [batch],
    })
    const task = 'task' in this.format ? this.format.task : (result as ClassResult).task
    const { format: name, reason } = result
    refuseOptions(this.#options, { file, format: this.format, name, task, reason, line: this.#sample[0]! })
    // Lines without a record show no task: the lists of labels in other lines may be classes.
    if (result.records.length > 0 && this.#options.task && this.#options.task !== task) {
      const values = { asked: this.#options.task, found: task, reason }
      throw failFile('E_DATA_TASK', values, { file })
    }
    const records = groupedByFile<AnyRecord>(result.records, file, this.#options)
    const dataset = { task, ...result, records, notes: [] } as Dataset
    return { dataset, ...(convention && { convention }) }
  }
}

/** Whether a path is a regular file whose lines stand on the disk as they are: neither gzip nor a JSON array. */
function isPlainFile(file: string): boolean {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return false
  const descriptor = openSync(file, 'r')
  try {
    const start = Buffer.alloc(START_BYTES)
    const size = readSync(descriptor, start, 0, START_BYTES, 0)
    if (size >= 2 && start.readUInt16BE() === 0x1f8b) return false
    return !/^[\uFEFF\s]*\[/.test(start.toString('utf8', 0, size))
  } finally {
    closeSync(descriptor)
  }
}
