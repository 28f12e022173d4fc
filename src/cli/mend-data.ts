import { defineTexts } from '../base/locale.ts'
import { changesFile, fixData, PARTS, writeFixed } from '../check/index.ts'
import { type AnyRecord, placeKey, readerChanges, tellsChange } from '../data/index.ts'
import { type CheckedFile, dataOf } from './checked-data.ts'
import type { Output } from './output.ts'

const say = defineTexts({
  fixed: {
    zh: '{records} 条写到 {out}，改动 {changes} 处，见 {log}',
    en: '{records} records are in {out}; {changes} change(s), see {log}',
  },
  read: {
    zh: '读取时已改动或略去的 {count} 处（见上面的说明）也记在 {log} 里',
    en: 'what reading changed or left out ({count} in all, as noted above) is in {log}, too',
  },
  faulty: {
    zh: '读不出的 {count} 条记录没有写出，记在 {log} 里',
    en: '{count} record(s) that cannot be read were not written; they are in {log}',
  },
  documents: {
    zh: '读不出的 {count} 篇文档没有写出，记在 {log} 里',
    en: '{count} document(s) that cannot be read were not written; they are in {log}',
  },
  otherForms: {
    zh: '标签的写法也不同的 {part} 没有改：对它再执行一次 hantune data check --fix',
    en: 'labels of {part} are written differently, too, and were not mended: run hantune data check --fix on it',
  },
})

/**
 * Mends the training data into another file, and logs what was changed there and while it was read.
 *
 * @returns the training records as they were written
 * @throws E_FILE_WRITE, and the readers' errors where the file is another one by now
 */
export function mendData(
  output: Output,
  files: readonly CheckedFile[],
  { out, fixLeakage }: { readonly out: string; readonly fixLeakage: boolean },
): readonly AnyRecord[] {
  const data = dataOf(files)
  const { file, format, reading, records, notes, faults } = files[0]!
  const fixed = fixData(data, { fixLeakage })
  writeFixed(out, fixed, { file, notes, changes: readerChanges(file, reading, records, faults) })
  const log = changesFile(out)
  const read = notes.filter(tellsChange).reduce((sum, { count }) => sum + count, 0)
  const facts = { records: fixed.records.length, out, changes: fixed.changes.length, log }
  const faulty = new Set(faults.map(({ record }) => placeKey(record))).size
  output.event({ event: 'fixed', ...facts, read, faulty })
  output.text(say('fixed', facts))
  if (read > 0) output.text(say('read', { count: read, log }))
  if (faulty > 0) output.note(say(format === 'brat' ? 'documents' : 'faulty', { count: faulty, log }))
  for (const part of PARTS)
    if (part !== 'train' && fixData(data, { part }).changes.some(({ rule }) => rule === 'label-form'))
      output.note(say('otherForms', { part }))
  return fixed.records
}
