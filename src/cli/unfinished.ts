import { defineTexts } from '../base/locale.ts'
import { unscoredFolderOf } from '../train/index.ts'
import { resumeCommand } from './command-name.ts'
import type { Output } from './output.ts'

const say = defineTexts({
  unfinished: {
    zh: '{run} 的训练还没有评测过就中断了：用的是最后保存的 {folder}。接着训练：{command}',
    en: 'the training of {run} stopped before its first evaluation: its last state in {folder} is used. To go on: {command}',
  },
})

/** Says so where a run has no best model and its last one is taken, unless it is being trained. */
export function tellUnfinished(output: Output, run: string): void {
  const folder = unscoredFolderOf(run)
  if (folder !== undefined) output.note(unfinishedNote(run, folder))
}

/** @param folder the last state of the run */
export const unfinishedNote = (run: string, folder: string): string =>
  say('unfinished', { run, folder, command: resumeCommand(run) })
