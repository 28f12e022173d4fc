import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { defineErrors } from './errors.ts'

const fail = defineErrors({
  E_FILE_WRITE: {
    zh: { what: '写不进文件：{reason}', fix: '检查磁盘空间和目录权限；原有内容没有改动' },
    en: {
      what: 'cannot write the file: {reason}',
      fix: 'check disk space and permissions; what was there is unchanged',
    },
  },
})

/** A part of a file: text, or bytes. Large files come as many parts, so that nothing is copied together. */
export type FilePart = string | Uint8Array

/**
 * Writes a file so that it is either whole or not there: the parts go to a temporary neighbour, which is
 * flushed to disk and takes the name in one step. A failure removes the neighbour and leaves the old file.
 *
 * @throws E_FILE_WRITE with the system's reason (disk full, no permission, …)
 */
export function writeFileAtomic(path: string, content: FilePart | Iterable<FilePart>): void {
  const parts = typeof content === 'string' || content instanceof Uint8Array ? [content] : content
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.part`)
  let descriptor: number | undefined
  try {
    mkdirSync(dirname(path), { recursive: true })
    descriptor = openSync(temporary, 'wx')
    for (const part of parts) writeWhole(descriptor, part)
    fsyncSync(descriptor)
    closeSync(descriptor)
    descriptor = undefined
    renameSync(temporary, path)
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor)
    remove(temporary)
    if (!isSystemError(error)) throw error
    throw fail('E_FILE_WRITE', { reason: error.message }, { file: path }, error)
  }
}

/** Removes what a failure left; what cannot be removed must not hide the failure. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch (error) {
    if (!isSystemError(error)) throw error
  }
}

function writeWhole(descriptor: number, part: FilePart): void {
  const bytes = typeof part === 'string' ? Buffer.from(part) : part
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done)
}

/**
 * Fills a folder so that it is either whole or as it was: `fill` writes to a temporary neighbour, which then takes
 * the name. What the old folder held is gone afterwards. A failure removes the neighbour and leaves the old folder.
 *
 * @throws E_FILE_WRITE with the system's reason, and what `fill` throws
 */
export function writeFolderAtomic(path: string, fill: (folder: string) => void): void {
  const hidden = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`)
  const [fresh, old] = [`${hidden}.part`, `${hidden}.old`]
  try {
    mkdirSync(fresh, { recursive: true })
    fill(fresh)
    const replaces = existsSync(path)
    if (replaces) renameSync(path, old)
    try {
      renameSync(fresh, path)
    } catch (error) {
      if (replaces) renameSync(old, path)
      throw error
    }
  } catch (error) {
    remove(fresh)
    if (!isSystemError(error)) throw error
    throw fail('E_FILE_WRITE', { reason: error.message }, { file: path }, error)
  }
  rmSync(old, { recursive: true, force: true })
}

/** Whether nothing would be lost by writing a folder there: the path is free, or an empty folder. */
export function isFree(path: string): boolean {
  return !existsSync(path) || (statSync(path).isDirectory() && readdirSync(path).length === 0)
}

/** Whether an error came from the operating system (has a code such as ENOSPC). */
export function isSystemError(
  error: unknown,
): error is Error & { readonly code?: string; readonly syscall?: string } {
  return error instanceof Error && 'syscall' in error
}
