import { statSync } from 'node:fs'
import { HanTuneError } from '../../base/errors.ts'
import { stampOf } from '../../base/stamp.ts'
import { type Fault, FaultList } from '../_faults.ts'
import { GrowingUint32 } from '../_growing.ts'
import { inOrder, type Note } from '../_notes.ts'
import type { Dataset, FormatName, ReadOptions } from '../dataset.ts'
import { cluener } from '../formats/cluener.ts'
import { doccano } from '../formats/doccano.ts'
import type { Format, SpanConvention } from '../formats/format.ts'
import { jsonlClass } from '../formats/jsonl-class.ts'
import { jsonlMulti } from '../formats/jsonl-multi.ts'
import { jsonlPair } from '../formats/jsonl-pair.ts'
import { jsonlSpans } from '../formats/jsonl-spans.ts'
import { requireGroups, Ungrouped } from '../parts/facts.ts'
import { readSound } from '../read.ts'
import type { RecordList } from '../record-list.ts'
import type { AnyRecord, DataTask } from '../records.ts'
import { type LineStream, openLines, type Piece } from '../stream.ts'
import { withinLines } from '../write/long-fields.ts'
import { FileRecords } from './file-records.ts'

/** From this size on the records of a file are not kept in memory. */
const LARGE_BYTES = 64 * 2 ** 20
/** Formats of which a piece is read as the whole file is, but for what `Alike` compares. */
const PIECEWISE: readonly Format[] = [jsonlClass, jsonlMulti, jsonlPair, jsonlSpans, doccano, cluener]

/** The records of a file that have no fault, and what else there is to say about it. */
export interface SoundRecords {
  readonly task: DataTask
  readonly format: FormatName
  readonly records: RecordList
  readonly notes: readonly Note[]
  /** Of records that were left out. */
  readonly faults: readonly Fault[]
  /** Gives the file free. */
  close(): void
}

export interface SoundOptions extends ReadOptions {
  /** Hears how many lines of text have been read, some thousand at a time. */
  readonly onLines?: (lines: number) => void
  /** The size in bytes from which records are not kept in memory; 64 MiB where it is left out. */
  readonly largeBytes?: number
}

/**
 * `readSound` that keeps no records of a large JSONL file: they are read anew by each pass over them. Where pieces of the file
 * would be read otherwise than the whole, where fields are to be kept, and in any other format, all are in memory. Yields
 * while it reads, so that the caller can stop it.
 *
 * @throws HanTuneError of the codes `E_DATA_*`
 */
export function* soundRecords(path: string, options: SoundOptions = {}): Generator<void, SoundRecords> {
  const { onLines, largeBytes = LARGE_BYTES, ...reading } = options
  const survey =
    isLarge(path, largeBytes) && isPlain(reading) ? new Survey(path, reading, onLines) : undefined
  const streamed = survey && (yield* survey.records())
  return streamed ?? wholeRecords(path, reading, onLines)
}

/** Whether nothing is asked for that only a whole file shows. */
const isPlain = ({ forTraining, fields, keepOthers }: ReadOptions): boolean =>
  forTraining === false && fields === undefined && !keepOthers

function isLarge(path: string, largeBytes: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isFile() === true && stat.size >= largeBytes
}

function wholeRecords(path: string, options: ReadOptions, onLines: SoundOptions['onLines']): SoundRecords {
  const { dataset, faults } = readSound(path, options, onLines)
  const { task, format, notes: own } = dataset
  const { records, notes: more } = withinLines(dataset.records as readonly AnyRecord[])
  requireGroups(records, options.groupBy)
  return { task, format, records, notes: inOrder([...own, ...more]), faults, close: () => {} }
}

/** A first pass over a file, which shows whether its pieces may be read by themselves, and how. */
class Survey {
  readonly #path: string
  readonly #options: ReadOptions
  readonly #onLines: SoundOptions['onLines']

  constructor(path: string, options: ReadOptions, onLines: SoundOptions['onLines']) {
    this.#path = path
    this.#options = options
    this.#onLines = onLines
  }

  /** The records as they are read again; undefined where the whole file must be read at once. */
  *records(): Generator<void, SoundRecords | undefined> {
    try {
      const stream = openLines(this.#path, this.#options)
      if (!stream || !PIECEWISE.includes(stream.format)) return undefined
      const found = yield* this.#read(stream)
      // Lists of one label each are classes only where all are; the first pieces do not tell.
      const mayBeMulti = stream.format === jsonlMulti && this.#options.task === undefined
      return found ?? (mayBeMulti ? yield* this.#read(stream.with({ task: 'multi' })) : undefined)
    } catch (error) {
      // Whether it is one, the whole file shows; but not where memory is short.
      if (error instanceof HanTuneError && error.code !== 'E_DATA_MEMORY') return undefined
      throw error
    }
  }

  *#read(stream: LineStream): Generator<void, SoundRecords | undefined> {
    const faults = new FaultList()
    const ungrouped = new Ungrouped(this.#options.groupBy)
    const lines = new GrowingUint32()
    const alike = new Alike()
    const stamp = stampOf(this.#path)
    for (const piece of stream.pieces(faults)) {
      if (!alike.takes(piece)) return undefined
      for (const record of piece.dataset.records) {
        if (faults.all.length > 0 && faults.has(record.origin)) continue
        ungrouped.add(record)
        lines.push(record.origin.line)
      }
      this.#onLines?.(piece.dataset.records.at(-1)?.origin.line ?? lines.length)
      yield
    }
    const { first } = alike
    if (!first || lines.length === 0) return undefined
    ungrouped.refuse()
    const records = new FileRecords(this.#path, stream.with(alike.options()), { stamp, lines: lines.view() })
    const { task, format } = first
    return {
      task,
      format,
      records,
      notes: inOrder(stream.notes()),
      faults: asWhole(faults.all),
      close: () => records.close(),
    }
  }
}

/** Faults in the order of a whole reading, which looks at the spans of entities when it has read all lines. */
function asWhole(faults: readonly Fault[]): readonly Fault[] {
  const isOfSpan = ({ code }: Fault) => code.startsWith('E_DATA_SPAN')
  return [...faults.filter((fault) => !isOfSpan(fault)), ...faults.filter(isOfSpan)]
}

/** Whether pieces of a file are read alike: of one task, and offsets by one convention. */
class Alike {
  /** The first that has records. */
  first: Dataset | undefined
  #isInclusive: boolean | undefined
  /** Of those pieces where it matters. */
  #unit: SpanConvention['unit'] | undefined
  readonly #unitProof = new Proof()
  readonly #endProof = new Proof()

  takes({ dataset, convention }: Piece): boolean {
    // A piece without records shows no task.
    if (dataset.records.length > 0) {
      this.first ??= dataset
      if (dataset.task !== this.first.task) return false
    }
    return !convention || this.#takesConvention(convention)
  }

  #takesConvention({ unit, isInclusive, ...found }: SpanConvention): boolean {
    this.#isInclusive ??= isInclusive
    if (isInclusive !== this.#isInclusive) return false
    if (found.doesUnitMatter) this.#unit ??= unit
    if (found.doesUnitMatter && unit !== this.#unit) return false
    return (
      this.#unitProof.takes(found.isUnitProven, found.doesUnitMatter) &&
      this.#endProof.takes(found.isEndSure, found.doesEndMatter)
    )
  }

  /** What makes a piece, or a single line, be read as the whole file was. */
  options(): ReadOptions {
    return {
      task: this.first!.task,
      ...(this.#isInclusive !== undefined && { ends: this.#isInclusive ? 'inclusive' : 'exclusive' }),
      ...(this.#unit && { offsets: this.#unit }),
    }
  }
}

/** Whether what some pieces show was missed by none: read whole, all of them would have known. */
class Proof {
  #isGiven = false
  #isMissed = false

  takes(isGiven: boolean, doesMatter: boolean): boolean {
    if (isGiven) this.#isGiven = true
    else if (doesMatter) this.#isMissed = true
    return !(this.#isGiven && this.#isMissed)
  }
}
