import { existsSync } from 'node:fs'
import { defineErrors } from '../base/errors.ts'
import { quote } from '../base/quote.ts'

const fail = defineErrors({
  E_CLI_DATA_MIXED: {
    zh: {
      what: '{option} 里有的写了任务名，有的没写',
      fix: '一个任务只给一个文件；几个任务都写作 任务=文件',
    },
    en: {
      what: '{option} names a task for some files and none for others',
      fix: 'give one file for one task, or TASK=FILE for each of several',
    },
  },
  E_CLI_DATA_TWICE: {
    zh: { what: '{option} 给了任务 {task} 两个文件', fix: '每个任务只给一个文件' },
    en: { what: '{option} gives two files for the task {task}', fix: 'give one file for each task' },
  },
  E_CLI_DATA_SEVERAL: {
    zh: {
      what: '{option} 有 {count} 个文件，却没有任务名',
      fix: '几个任务各一个文件时写作 任务=文件；同一任务的文件请先合并',
    },
    en: {
      what: '{option} gives {count} files without names of tasks',
      fix: 'write TASK=FILE for several tasks; join the files of one task',
    },
  },
})

/** A file, with the task that `TASK=FILE` names. A file whose own name holds `=` is taken as it is. */
export function namedFile(text: string): { readonly task: string | undefined; readonly file: string } {
  const [, task, file] = /^([\p{L}\p{N}_-]+)=(.+)$/u.exec(text) ?? []
  return file === undefined || existsSync(text) ? { task: undefined, file: text } : { task, file }
}

/**
 * One file, or files by task.
 *
 * @param option what the files were given as, for messages
 * @throws E_CLI_DATA_MIXED, E_CLI_DATA_TWICE, E_CLI_DATA_SEVERAL
 */
export function namedFiles(
  texts: readonly string[],
  option: string,
): string | Readonly<Record<string, string>> | undefined {
  const files = texts.map(namedFile)
  if (files.length === 0) return undefined
  const named = files.filter(({ task }) => task !== undefined)
  if (named.length === 0) {
    if (files.length > 1) throw fail('E_CLI_DATA_SEVERAL', { option, count: files.length })
    return files[0]!.file
  }
  if (named.length < files.length) throw fail('E_CLI_DATA_MIXED', { option })
  const byTask: Record<string, string> = {}
  for (const { task, file } of files) {
    if (task! in byTask) throw fail('E_CLI_DATA_TWICE', { option, task: quote(task!) })
    byTask[task!] = file
  }
  return byTask
}
