import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { defineErrors } from '../base/errors.ts'
import { isSystemError, writeFileAtomic } from '../base/files.ts'

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

const owner = z.object({ host: z.string(), pid: z.number().int(), started: z.string() })

/** Locks of this process, given back when it ends in order without having done so. */
const held = new Set<FolderLock>()
let isListening = false

function releaseAtExit(): void {
  if (isListening) return
  isListening = true
  process.on('exit', () => {
    for (const lock of held) lock.release()
  })
}

/**
 * The right to write in a folder, held by one process: a file `.lock` that names it. A lock whose process is dead, or
 * whose number went to another process since, is taken over.
 */
export class FolderLock {
  readonly #path: string
  readonly #text: string

  private constructor(path: string, text: string) {
    this.#path = path
    this.#text = text
  }

  /** @param folder is made if it is not there. @throws E_RUN_LOCKED, E_RUN_LOCK, E_FILE_WRITE */
  static acquire(folder: string): FolderLock {
    const path = join(folder, '.lock')
    const mark = randomBytes(4).toString('hex')
    const mine = { host: hostname(), pid: process.pid, started: startOf(process.pid) ?? '', mark }
    const text = `${JSON.stringify(mine)}\n`
    const draft = `${path}.${mark}.part`
    writeFileAtomic(draft, text)
    try {
      // Twice: the second time after a dead process's lock is gone.
      if (!claim(draft, path)) {
        removeStale(path, folder)
        if (!claim(draft, path)) throw locked(path, folder, readText(path))
      }
    } catch (error) {
      if (!isSystemError(error)) throw error
      throw fail('E_RUN_LOCK', { reason: error.message, lock: path }, { file: folder }, error)
    } finally {
      rmSync(draft, { force: true })
    }
    const lock = new FolderLock(path, text)
    held.add(lock)
    releaseAtExit()
    return lock
  }

  /** Gives the folder free, unless the lock is no longer this one. A second call does nothing. */
  release(): void {
    if (!held.delete(this)) return
    try {
      if (readText(this.#path) === this.#text) rmSync(this.#path, { force: true })
    } catch (error) {
      // A lock that cannot be removed is a dead process's soon, and must not hide how the run ended.
      if (!isSystemError(error)) throw error
    }
  }
}

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
export function isLocked(folder: string): boolean {
  const text = readText(join(folder, '.lock'))
  return text !== undefined && isHeld(text)
}

/** Gives the draft the lock's name in one step, which fails, unlike renaming, when the name is taken. */
function claim(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    // The draft goes when the holder of the lock tidies up.
    if (hasCode(error, 'EEXIST', 'ENOENT')) return false
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR')) throw error
  }
  // A file system without hard links.
  try {
    copyFileSync(draft, path, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'ENOENT')) return false
    throw error
  }
}

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  isSystemError(error) && codes.includes(error.code ?? '')

/** Removes the lock of a dead process. @throws E_RUN_LOCKED if its process lives or cannot be asked */
function removeStale(path: string, folder: string): void {
  const text = readText(path)
  if (text === undefined) return
  if (isHeld(text)) throw locked(path, folder, text)
  // Two processes may have seen the same dead lock: what was moved away must be that one.
  const aside = `${path}.${randomBytes(4).toString('hex')}.part`
  try {
    renameSync(path, aside)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  if (readText(aside) !== text) claim(aside, path)
  rmSync(aside, { force: true })
}

function isHeld(text: string): boolean {
  const found = ownerOf(text)
  if (!found) return false
  // Processes of another machine cannot be seen from here.
  if (found.host !== hostname()) return true
  const started = startOf(found.pid)
  return started !== undefined && (started === found.started || started === '' || found.started === '')
}

function locked(path: string, folder: string, text: string | undefined): Error {
  const { host = '?', pid = '?' } = (text !== undefined && ownerOf(text)) || {}
  return fail('E_RUN_LOCKED', { host, pid, lock: path }, { file: folder })
}

function ownerOf(text: string): z.output<typeof owner> | undefined {
  try {
    return owner.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH')) return undefined
    throw error
  }
}

/**
 * When a process started, as a text that no later process of the same number has; '' where the system does not tell
 * (Windows), undefined when there is no such process.
 */
function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = readText(`/proc/${pid}/stat`)
    // Counted behind the name, which may hold spaces and brackets: the state is the third field; the 22nd is the
    // ticks since the machine started.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie runs no more; its parent has only not heard of it yet.
    if (!fields || fields[0] === 'Z' || fields[0] === 'X') return undefined
    return `${readText('/proc/sys/kernel/random/boot_id')?.trim()} ${fields[19]}`
  }
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return undefined
  }
  if (process.platform === 'win32') return ''
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    }).trim()
  } catch {
    return ''
  }
}
