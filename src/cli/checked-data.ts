import { defineTexts } from '../base/locale.ts'
import { type CheckData, type Finding, faultFindings, PARTS, type Part } from '../check/index.ts'
import {
  type DataTask,
  type Fault,
  type ReadOptions,
  type SoundRecords,
  soundRecords,
} from '../data/index.ts'
import { showNotes } from './data-options.ts'
import { withFlags } from './flags-told.ts'
import type { Context } from './run.ts'
import { stoppable } from './stoppable.ts'

const say = defineTexts({
  reading: { zh: '正在读取 {file}：{lines} 行', en: 'reading {file}: {lines} line(s)' },
})

/** A file that is checked, as it was read. */
export interface CheckedFile extends SoundRecords {
  readonly part: Part
  readonly file: string
  readonly reading: ReadOptions
}

/**
 * Reads the files of a check, and tells what is to be said about each. What the first shows to be its task is the task of
 * all, as in training.
 *
 * @param options.inMemory whether all records are needed at once
 * @throws the readers' errors; the reason of the context's signal
 */
export async function readChecked(
  { output, signal }: Context,
  files: { readonly [part in Part]?: string | undefined },
  readingOf: (part: Part) => ReadOptions,
  { inMemory }: { readonly inMemory: boolean },
): Promise<readonly CheckedFile[]> {
  let known: DataTask | undefined
  const read: CheckedFile[] = []
  for (const part of PARTS) {
    const file = files[part]
    if (file === undefined) continue
    const reading = { ...(known && { task: known }), ...readingOf(part) }
    const onLines = (lines: number) => output.progress.update(say('reading', { file, lines }))
    const sound = await stoppable(
      soundRecords(file, { ...reading, ...(inMemory && { largeBytes: Infinity }), onLines }),
      signal,
    )
    output.progress.clear()
    const { format, task, records, notes } = sound
    known ??= task
    output.event({ event: 'data', file, format, task, records: records.length })
    showNotes(output, file, notes)
    read.push({ ...sound, part, file, reading })
  }
  return read
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
