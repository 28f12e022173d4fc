import type { Note } from './_notes.ts'
import type { DataTask, RecordOf } from './records.ts'

/** How a file was written. A later format adds its name here and its file under `formats/`. */
export type FormatName =
  | 'bio'
  | 'iob1'
  | 'bioes'
  | 'bmes'
  | 'tag-lines'
  | 'tsv'
  | 'csv'
  | 'xlsx'
  | 'parquet'
  | 'jsonl-class'
  | 'jsonl-multi'
  | 'jsonl-pair'
  | 'jsonl-spans'
  | 'jsonl-tokens'
  | 'jsonl-cluener'
  | 'doccano'
  | 'label-studio'
  | 'label-studio-min'
  | 'brat'

/** What the offsets of a file count: UTF-16 code units (JavaScript, Java) or code points (Python). */
export type OffsetUnit = 'utf16' | 'codepoint'

/** Whether the last character of an entity is the one at its end, or the one before. */
export type EntityEnds = 'exclusive' | 'inclusive'

interface DatasetFacts {
  readonly format: FormatName
  /** Why the file was taken for this format, in the user's language. */
  readonly reason: string
  /** What a user should know about the file, each with its count. */
  readonly notes: readonly Note[]
  /** The lines of the rows of a table that were left out as asked (`skipUnlabelled`, `skipEmpty`), if any. */
  readonly skippedLines?: readonly number[]
  /** Whether quotes enclose the cells of a TSV, which only the whole file shows. */
  readonly isQuoted?: true
}

/** The records of a file, of the task that its content shows. */
export type Dataset = {
  [T in DataTask]: DatasetFacts & { readonly task: T; readonly records: readonly RecordOf[T][] }
}[DataTask]

export interface ReadOptions {
  /** The task that the caller wants; a file of the other task is then an error. */
  readonly task?: DataTask
  /**
   * Read a tag that its scheme forbids the way seqeval's default mode does: an `I-X` (or `M-X`, `E-X`) that
   * continues nothing begins an entity, and an unfinished entity ends where its tags end. Repairs are noted.
   */
  readonly repairTags?: boolean
  /** The column of tokens in a column file, from 1; the first by default. */
  readonly tokenColumn?: number
  /** The column of tags in a column file, from 1; the last by default. */
  readonly tagColumn?: number
  /**
   * What offsets count. By default what the tool that wrote the file counts (doccano and brat: code points, others:
   * UTF-16 units), unless the entities' own texts show the other.
   */
  readonly offsets?: OffsetUnit
  /**
   * Whether the end of an entity belongs to it. By default as the format has it (CLUENER: inclusive, others:
   * exclusive), unless the entities' own texts show the other.
   */
  readonly ends?: EntityEnds
  /** What to do with an entity of several parts (brat): report it as a fault, the default, or skip it with a note. */
  readonly discontinuous?: 'refuse' | 'skip'
  /**
   * Whether a model is to learn from the file (the default): then one class alone, or no entity at all, is an
   * error. A file to evaluate on may be so.
   */
  readonly forTraining?: boolean
  /** The columns of a table: a name of its header, or a number from 1. What is left out is found by name. */
  readonly textColumn?: string | number
  readonly labelColumn?: string | number
  /** The column of the second text of a pair. */
  readonly pairColumn?: string | number
  readonly idColumn?: string | number
  /** What stands between the labels of one cell or field, such as `|`: then a record may have any number of them. */
  readonly labelSeparator?: string
  /** Leave out records without a label, and pairs with the label `-`, instead of refusing the file; they are noted. */
  readonly skipUnlabelled?: boolean
  /** Leave out records whose text is empty (of a pair: one of the two) instead of refusing the file; they are noted. */
  readonly skipEmpty?: boolean
  /** The sheet of a spreadsheet: its name, or a number from 1. The first is the default. */
  readonly sheet?: string | number
  /**
   * The field (JSONL; `meta.pid` is one within another) or column (with a header) that names each record's group, such as
   * a patient's number; `@file`: the file that a record came from, by its name within the folder.
   */
  readonly groupBy?: string
  /** Fields (JSONL) or columns (with a header) whose text, number or truth value goes with each record's origin. */
  readonly fields?: readonly string[]
  /**
   * Keep the fields and columns that are no part of the record (`Origin.others`), so that they are written again;
   * otherwise, and where a name would be taken for a text or a label, they are noted and left out.
   */
  readonly keepOthers?: boolean
}
