import { closeSync, copyFileSync, fsyncSync, openSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { isFree, writeFolderAtomic } from '../base/files.ts'

const fail = defineErrors({
  E_SAVE_EXISTS: {
    zh: { what: '保存的位置已经有内容', fix: '换一个目录名，或先移走它；HanTune 不覆盖已有结果' },
    en: {
      what: 'there is something already where the model is to be saved',
      fix: 'choose another folder, or move it away: HanTune overwrites no result',
    },
  },
})

/**
 * Copies a folder of files so that the copy is either whole or not there.
 *
 * @throws E_SAVE_EXISTS when the target exists and is not empty, E_FILE_WRITE
 */
export function copyFolderAtomic(source: string, target: string): void {
  if (!isFree(target)) throw fail('E_SAVE_EXISTS', {}, { file: target })
  writeFolderAtomic(resolve(target), (folder) => {
    for (const name of readdirSync(source)) copyFlushed(join(source, name), join(folder, name))
  })
}

function copyFlushed(from: string, to: string): void {
  copyFileSync(from, to)
  const descriptor = openSync(to, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
