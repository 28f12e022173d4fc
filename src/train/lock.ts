import { join } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { isSystemError } from '../base/files.ts'
import { isLockedFile, LockFile, type LockOwner } from '../base/lock-file.ts'

const fail = defineErrors({
  E_RUN_LOCKED: {
    zh: {
      what: '另一个进程正在这个输出目录里训练（主机 {host}，进程 {pid}）',
      fix: '等它结束，或换一个 --out；如果确定那个进程已不在运行，请删除文件 {lock}',
    },
    en: {
      what: 'another process is training in this run folder (host {host}, process {pid})',
      fix: 'wait for it, or choose another --out; if you are sure that it no longer runs, delete the file {lock}',
    },
  },
  E_RUN_LOCK: {
    zh: { what: '不能给输出目录上锁：{reason}', fix: '检查目录权限和磁盘空间；删除文件 {lock} 后再试' },
    en: {
      what: 'the run folder cannot be locked: {reason}',
      fix: 'check permissions and disk space; delete the file {lock} and try again',
    },
  },
})

/** The right to write in a folder, held by one process: a file `.lock` that names it, see `LockFile`. */
export type FolderLock = LockFile

export const FolderLock = {
  /** @param folder is made if it is not there. @throws E_RUN_LOCKED, E_RUN_LOCK, E_FILE_WRITE */
  acquire(folder: string): FolderLock {
    const lock = lockOf(folder)
    const taken = ({ host, pid }: LockOwner) => fail('E_RUN_LOCKED', { host, pid, lock }, { file: folder })
    try {
      return LockFile.acquire(lock, { taken })
    } catch (error) {
      if (!isSystemError(error)) throw error
      throw fail('E_RUN_LOCK', { reason: error.message, lock }, { file: folder }, error)
    }
  },
}

const lockOf = (folder: string): string => join(folder, '.lock')

/** Runs what needs the lock of a folder; a failure gives it back. @throws as `FolderLock.acquire` */
export function holding<T>(path: string, body: (lock: FolderLock) => T): T {
  const lock = FolderLock.acquire(path)
  try {
    return body(lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Whether a process that lives, or one that cannot be asked, holds the lock of a folder. */
export const isLocked = (folder: string): boolean => isLockedFile(lockOf(folder))
