import { defineErrors } from '../base/errors.ts'

const fail = defineErrors({
  E_CLI_FOLDER_GONE: {
    zh: { what: '当前目录已经被删除', fix: '用 cd 进入一个还在的目录，再执行一次' },
    en: {
      what: 'the working folder was deleted',
      fix: 'cd into one that is there, and run the command again',
    },
  },
})

/** What is told instead of an error that comes of a working folder that is no longer there; others as they are. */
export function ifFolderGone(error: unknown): unknown {
  // A thread that cannot start tells it in its message alone.
  const isGone = error instanceof Error && /\buv_cwd\b/.test(error.message)
  return isGone ? fail('E_CLI_FOLDER_GONE', {}, {}, error) : error
}
