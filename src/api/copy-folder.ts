import { randomBytes } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { isSystemError } from '../base/files.ts'

const fail = defineErrors({
  E_SAVE_EXISTS: {
    zh: { what: '保存的位置已经有内容', fix: '换一个目录名，或先移走它；HanTune 不覆盖已有结果' },
    en: {
      what: 'there is something already where the model is to be saved',
      fix: 'choose another folder, or move it away: HanTune overwrites no result',
    },
  },
  E_SAVE_COPY: {
    zh: { what: '保存失败：{reason}', fix: '检查磁盘空间和目录权限；没有留下半个模型' },
    en: { what: 'cannot save: {reason}', fix: 'check disk space and permissions; no half model was left' },
  },
})

/**
 * Copies a folder of files so that the copy is either whole or not there: the files go to a temporary neighbour,
 * are flushed to disk, and the neighbour takes the name in one step.
 *
 * @throws E_SAVE_EXISTS when the target exists and is not empty, E_SAVE_COPY
 */
export function copyFolderAtomic(source: string, target: string): void {
  const place = { file: target }
  const path = resolve(target)
  if (existsSync(path) && !isEmptyFolder(path)) throw fail('E_SAVE_EXISTS', {}, place)
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.part`)
  try {
    mkdirSync(temporary, { recursive: true })
    for (const name of readdirSync(source)) copyFlushed(join(source, name), join(temporary, name))
    if (existsSync(path)) rmdirSync(path)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    if (!isSystemError(error)) throw error
    throw fail('E_SAVE_COPY', { reason: error.message }, place, error)
  }
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

function isEmptyFolder(path: string): boolean {
  return statSync(path).isDirectory() && readdirSync(path).length === 0
}
