import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  constants,
  copyFileSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { hostname } from 'node:os'
import * as z from 'zod'
import { isSystemError, writeFileAtomic } from './files.ts'

const schema = z.object({ host: z.string(), pid: z.number().int(), started: z.string() })

/** The process that holds a lock, as far as the file tells. */
export interface LockOwner {
  readonly host: string
  readonly pid: number | string
}

export interface LockOptions {
  /** The error for a lock that another process holds. */
  readonly taken: (owner: LockOwner) => Error
  /**
   * Milliseconds after which another machine's lock that nobody touched counts as a dead process's; left out, such a
   * lock is respected for ever.
   */
  readonly staleMs?: number
}

/** Locks of this process, given back when it ends in order without having done so. */
const held = new Set<LockFile>()
let isListening = false

function releaseAtExit(): void {
  if (isListening) return
  isListening = true
  process.on('exit', () => {
    for (const lock of held) lock.release()
  })
}

/**
 * A right that one process holds: a file that names it. A lock whose process is dead, or whose number went to another
 * process since, is taken over.
 */
export class LockFile {
  readonly #path: string
  readonly #text: string

  private constructor(path: string, text: string) {
    this.#path = path
    this.#text = text
  }

  /** @param path its folder is made if it is not there. @throws what `taken` makes, E_FILE_WRITE, what the system says */
  static acquire(path: string, options: LockOptions): LockFile {
    const mark = randomBytes(4).toString('hex')
    const mine = { host: hostname(), pid: process.pid, started: startOf(process.pid) ?? '', mark }
    const text = `${JSON.stringify(mine)}\n`
    const draft = `${path}.${mark}.part`
    writeFileAtomic(draft, text)
    try {
      // Twice: the second time after a dead process's lock is gone.
      if (!claim(draft, path)) {
        removeStale(path, options)
        if (!claim(draft, path)) throw options.taken(holderIn(readText(path)))
      }
    } finally {
      rmSync(draft, { force: true })
    }
    const lock = new LockFile(path, text)
    held.add(lock)
    releaseAtExit()
    return lock
  }

  /** Tells processes of other machines that this one lives, see `staleMs`. */
  touch(): void {
    try {
      utimesSync(this.#path, new Date(), new Date())
    } catch (error) {
      // Somebody deleted it: there is nothing to keep alive.
      if (!isSystemError(error)) throw error
    }
  }

  /** Gives it free, unless the lock is no longer this one. A second call does nothing. */
  release(): void {
    if (!held.delete(this)) return
    try {
      if (readText(this.#path) === this.#text) rmSync(this.#path, { force: true })
    } catch (error) {
      // A lock that cannot be removed is a dead process's soon, and must not hide how the work ended.
      if (!isSystemError(error)) throw error
    }
  }
}

/** Whether a process that lives, or one that cannot be asked, holds a lock. */
export function isLockedFile(path: string): boolean {
  const text = readText(path)
  return text !== undefined && isHeld(path, text, undefined)
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

/** Removes the lock of a dead process. @throws what `taken` makes if its process lives or cannot be asked */
function removeStale(path: string, { taken, staleMs }: LockOptions): void {
  const text = readText(path)
  if (text === undefined) return
  if (isHeld(path, text, staleMs)) throw taken(holderIn(text))
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

function isHeld(path: string, text: string, staleMs: number | undefined): boolean {
  const found = ownerOf(text)
  // Of an older version, or half written: its age tells.
  if (!found) return staleMs !== undefined && ageOf(path) <= staleMs
  // Processes of another machine cannot be seen from here.
  if (found.host !== hostname()) return staleMs === undefined || ageOf(path) <= staleMs
  const started = startOf(found.pid)
  return started !== undefined && (started === found.started || started === '' || found.started === '')
}

/** Milliseconds since a file was touched. */
const ageOf = (path: string): number =>
  Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())

const holderIn = (text: string | undefined): LockOwner =>
  (text !== undefined && ownerOf(text)) || { host: '?', pid: '?' }

function ownerOf(text: string): z.output<typeof schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
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
