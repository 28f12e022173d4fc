import { type CheckData, PARTS, type Part } from '../check/index.ts'
import {
  type AnyRecord,
  type Note,
  type ReadOptions,
  readDataset,
  requireGroup,
  withinLines,
} from '../data/index.ts'
import { showNotes } from './data-options.ts'
import type { Context } from './run.ts'

/** A file that is checked, as it was read. */
export interface CheckedFile {
  readonly part: Part
  readonly file: string
  readonly reading: ReadOptions
  readonly records: readonly AnyRecord[]
  readonly notes: readonly Note[]
}

/** Reads the files of a check, and tells what is to be said about each. @throws the readers' errors */
export function readChecked(
  { output }: Context,
  files: { readonly [part in Part]?: string | undefined },
  readingOf: (part: Part) => ReadOptions,
): readonly CheckedFile[] {
  return PARTS.flatMap((part): CheckedFile[] => {
    const file = files[part]
    if (file === undefined) return []
    const reading = readingOf(part)
    const { notes: own, format, task, ...read } = readDataset(file, reading)
    const { records, notes: more } = withinLines(read.records as readonly AnyRecord[])
    for (const record of records) requireGroup(record, reading.groupBy)
    const notes = [...own, ...more]
    output.event({ event: 'data', file, format, task, records: records.length })
    showNotes(output, file, notes)
    return [{ part, file, reading, records, notes }]
  })
}

/** The records by part. */
export const dataOf = (files: readonly CheckedFile[]): CheckData =>
  Object.fromEntries(files.map(({ part, records }) => [part, records]))
