import type { Faults } from '../_faults.ts'
import type { Notes } from '../_notes.ts'
import type { OtherFields } from '../_other-fields.ts'
import type { OwnFields } from '../_own-fields.ts'
import type { LineBatch } from '../_source.ts'
import type { FormatName, OffsetUnit, ReadOptions } from '../dataset.ts'
import type { DataTask, RecordOf } from '../records.ts'

/** The first lines of a file that are not blank. */
export type Sample = readonly string[]

/** What the offsets of entities count, and whether the end belongs to the entity. */
export interface SpanConvention {
  readonly unit: OffsetUnit
  readonly isInclusive: boolean
  /** Whether the unit makes a difference, as it does beyond U+FFFF. */
  readonly doesUnitMatter: boolean
  /** Whether the texts of entities show the unit. */
  readonly isUnitProven: boolean
  /** Whether it makes a difference that the end was only guessed, as it does to entities that end where they start. */
  readonly doesEndMatter: boolean
  /** Whether the texts of entities show the end, or it was asked for. */
  readonly isEndSure: boolean
}

/** A file being read: where its lines come from, and where notes and faults go. */
export interface Reading {
  readonly file: string
  readonly sample: Sample
  readonly options: ReadOptions
  readonly notes: Notes
  readonly faults: Faults
  /** Keeps fields that were asked for; without it there are none. */
  readonly fields?: OwnFields
  /** Gathers fields that are no part of a record; whoever gives it tells them. */
  readonly beside?: OtherFields
  /** Hears how the offsets of entities were read, where there are any. */
  readonly onConvention?: (convention: SpanConvention) => void
  /** The lines from the start; each call reads the file anew. */
  lines(): Iterable<LineBatch>
}

/** What a format made of a file. */
export interface ReadResult<R> {
  readonly format: FormatName
  /** Why the file was taken for this format, in the user's language. */
  readonly reason: string
  readonly records: R[]
  /** The lines of the rows of a table that were left out as asked, if any. */
  readonly skippedLines?: readonly number[]
  /** Whether quotes enclose the cells of a TSV, which only the whole file shows. */
  readonly isQuoted?: true
}

interface FormatOf<T extends DataTask> {
  readonly task: T
  /** Whether the first lines show this format; it may still find faults while it reads. */
  recognises(sample: Sample, options: ReadOptions): boolean
  /** Reads all records. Broken lines go to `faults`, never silently away. */
  read(reading: Reading): ReadResult<RecordOf[T]>
}

/** The tasks of files whose every record is one text or two with classes. */
export type ClassTask = 'cls' | 'multi' | 'pair'

/** What a format of several tasks made of a file. */
export type ClassResult = {
  [T in ClassTask]: ReadResult<RecordOf[T]> & { readonly task: T }
}[ClassTask]

/** A format whose content decides the task. */
export interface ClassFormat {
  /** Whether it has columns, which options may name. */
  readonly isTable: boolean
  recognises(sample: Sample, options: ReadOptions): boolean
  read(reading: Reading): ClassResult
}

/** A file format. Each has a file of its own and a row in the table of `index.ts`. */
export type Format = { [T in DataTask]: FormatOf<T> }[DataTask] | ClassFormat

/** The part of a line that a message shows. */
export function excerpt(line: string, length = 60): string {
  const shown = line.replaceAll('\t', '⇥')
  return shown.length > length ? `${shown.slice(0, length)}…` : shown
}
