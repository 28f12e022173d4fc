import type { Note } from './_notes.ts'
import type { DataTask, RecordOf } from './records.ts'

/** How a file was written. A later format adds its name here and its file under `formats/`. */
export type FormatName =
  | 'bio'
  | 'bioes'
  | 'bmes'
  | 'tsv'
  | 'csv'
  | 'jsonl-class'
  | 'jsonl-spans'
  | 'jsonl-cluener'

interface DatasetFacts {
  readonly format: FormatName
  /** Why the file was taken for this format, in the user's language. */
  readonly reason: string
  /** What a user should know about the file, each with its count. */
  readonly notes: readonly Note[]
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
  /**
   * Whether a model is to learn from the file (the default): then one class alone, or no entity at all, is an
   * error. A file to evaluate on may be so.
   */
  readonly forTraining?: boolean
  /** The field (JSONL) or column (with a header) that names each record's group, such as a patient's number. */
  readonly groupBy?: string
}
