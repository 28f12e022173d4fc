import { defineTexts } from '../base/locale.ts'
import { type CheckData, type Finding, faultFindings, PARTS, type Part } from '../check/index.ts'
import {
  type AnyRecord,
  type DataTask,
  type Fault,
  type Note,
  type ReadOptions,
  readSound,
  requireGroups,
  withinLines,
} from '../data/index.ts'
import { showNotes } from './data-options.ts'
import { withFlags } from './flags-told.ts'
import type { Context } from './run.ts'

const say = defineTexts({
  reading: { zh: '正在读取 {file}：{lines} 行', en: 'reading {file}: {lines} line(s)' },
})

/** A file that is checked, as it was read. */
export interface CheckedFile {
  readonly part: Part
  readonly file: string
  readonly reading: ReadOptions
  readonly records: readonly AnyRecord[]
  readonly notes: readonly Note[]
  /** Of records that were left out. */
  readonly faults: readonly Fault[]
}

/**
 * Reads the files of a check, and tells what is to be said about each. What the first shows to be its task is the task of
 * all, as in training.
 *
 * @throws the readers' errors
 */
export function readChecked(
  { output }: Context,
  files: { readonly [part in Part]?: string | undefined },
  readingOf: (part: Part) => ReadOptions,
): readonly CheckedFile[] {
  let known: DataTask | undefined
  return PARTS.flatMap((part): CheckedFile[] => {
    const file = files[part]
    if (file === undefined) return []
    const reading = { ...(known && { task: known }), ...readingOf(part) }
    const onLines = (lines: number) => output.progress.update(say('reading', { file, lines }))
    const { dataset, faults } = readSound(file, reading, onLines)
    output.progress.clear()
    const { notes: own, format, task, ...read } = dataset
    const { records, notes: more } = withinLines(read.records as readonly AnyRecord[])
    requireGroups(records, reading.groupBy)
    known ??= task
    const notes = [...own, ...more]
    output.event({ event: 'data', file, format, task, records: records.length })
    showNotes(output, file, notes)
    return [{ part, file, reading, records, notes, faults }]
  })
}

/** The records by part. */
export const dataOf = (files: readonly CheckedFile[]): CheckData =>
  Object.fromEntries(files.map(({ part, records }) => [part, records]))

/** The records that were left out as broken, as findings. */
export const faultsOf = (files: readonly CheckedFile[]): Finding[] =>
  files.flatMap(({ part, faults }) => faultFindings(part, faults.map(withFlag)))

/** What to do is told by the options of the command line. */
const withFlag = (fault: Fault): Fault => ({
  ...fault,
  fix: { zh: withFlags(fault.fix.zh), en: withFlags(fault.fix.en) },
})
