import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { flushFolder, flushTree, makeFolder } from './_flush.ts'
import { defineErrors } from './errors.ts'

export { makeFolder } from './_flush.ts'

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
 * A file that is written part by part and is either whole or not there: the parts go to a temporary neighbour, which
 * `commit` flushes to disk and gives the name in one step. Until then the old file stands.
 */
export class AtomicFile {
  readonly #path: string
  readonly #temporary: string
  #descriptor: number | undefined

  /** @throws E_FILE_WRITE */
  constructor(path: string) {
    this.#path = path
    this.#temporary = neighbours(path).fresh
    this.#orDiscard(() => {
      makeFolder(dirname(path))
      this.#descriptor = openSync(this.#temporary, 'wx')
    })
  }

  /** @throws E_FILE_WRITE; then the neighbour is gone */
  write(part: FilePart): void {
    this.#orDiscard(() => writeWhole(this.#descriptor!, part))
  }

  /** @throws E_FILE_WRITE; then the neighbour is gone */
  commit(): void {
    this.#orDiscard(() => {
      fsyncSync(this.#descriptor!)
      this.#close()
      renameSync(this.#temporary, this.#path)
      flushFolder(dirname(this.#path))
    })
  }

  /** Leaves things as they were. */
  discard(): void {
    this.#close()
    remove(this.#temporary)
  }

  #close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #orDiscard(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.discard()
      if (!isSystemError(error)) throw error
      throw failWrite(error, this.#path)
    }
  }
}

/**
 * Writes a file so that it is either whole or not there, see `AtomicFile`.
 *
 * @throws E_FILE_WRITE with the system's reason (disk full, no permission, …), and what `content` throws
 */
export function writeFileAtomic(path: string, content: FilePart | Iterable<FilePart>): void {
  const parts = typeof content === 'string' || content instanceof Uint8Array ? [content] : content
  const file = new AtomicFile(path)
  try {
    for (const part of parts) file.write(part)
  } catch (error) {
    file.discard()
    throw error
  }
  file.commit()
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

/** The endings of temporary neighbours `.NAME.<8 hex digits>.ENDING`. A `.old` is whole, a `.part` may be anything. */
type Ending = 'part' | 'old'

/** What tells that a file or folder cannot be written, with the system's reason. */
export const failWrite = (error: Error, file: string): Error =>
  fail('E_FILE_WRITE', { reason: error.message }, { file }, error)

/** Fresh names of the neighbours that stand for `path` while it is replaced. */
export function neighbours(path: string): { readonly fresh: string; readonly old: string } {
  const hidden = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}`)
  return { fresh: `${hidden}.part`, old: `${hidden}.old` }
}

/**
 * Fills a folder so that it is either whole or as it was: `fill` writes to a temporary neighbour, which is flushed to
 * disk and then takes the name. What the old folder held is gone afterwards. A failure removes the neighbour and
 * leaves the old folder. A folder cannot be replaced in one step on every system: a program killed between two
 * renamings leaves the old one, whole, under its neighbour's name. `existingFolder` reads it there, `recoverFolder`
 * and the next writing put it back. One process at a time may write a folder.
 *
 * @throws E_FILE_WRITE with the system's reason, and what `fill` throws
 */
export function writeFolderAtomic(path: string, fill: (folder: string) => void): void {
  const { fresh, old } = neighbours(path)
  try {
    makeFolder(dirname(path))
    settle(path)
    mkdirSync(fresh)
    fill(fresh)
    flushTree(fresh)
    const replaces = isThere(path)
    if (replaces) renameSync(path, old)
    try {
      renameSync(fresh, path)
    } catch (error) {
      if (replaces) renameSync(old, path)
      throw error
    }
    // Before the old one goes: else a loss of power could take both.
    flushFolder(dirname(path))
    if (replaces) discard(old)
  } catch (error) {
    remove(fresh)
    if (!isSystemError(error)) throw error
    throw failWrite(error, path)
  }
}

/**
 * Mends what a killed `writeFolderAtomic` left: an old folder that lost its name gets it back, other neighbours are
 * removed. For whoever is about to write there, and alone does so.
 *
 * @throws E_FILE_WRITE
 */
export function recoverFolder(path: string): void {
  try {
    settle(path)
    for (const part of leftovers(path, 'part')) remove(part)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw failWrite(error, path)
  }
}

/** Removes a folder so that it is whole or not there at every instant. @throws E_FILE_WRITE */
export function removeFolderAtomic(path: string): void {
  const { fresh: part } = neighbours(path)
  try {
    settle(path)
    if (isThere(path)) renameSync(path, part)
    remove(part)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw failWrite(error, path)
  }
}

/** `recoverFolder` for every file and folder of `parent` that left a neighbour. @throws E_FILE_WRITE */
export function recoverFoldersIn(parent: string): void {
  const names = namesIn(parent).flatMap((name) => /^\.(.+)\.[0-9a-f]{8}\.(?:part|old)$/.exec(name)?.[1] ?? [])
  for (const name of new Set(names)) recoverFolder(join(parent, name))
}

/**
 * Where a folder is to be read: at its path, or, when its writer was killed between two renamings, where the old one
 * waits, whole. Undefined when there is none. Changes nothing.
 */
export function existingFolder(path: string): string | undefined {
  if (existsSync(path)) return path
  const old = leftovers(path, 'old').at(-1)
  // A writer may have finished between the two looks.
  return old ?? (existsSync(path) ? path : undefined)
}

/** Gives a folder that lost its name its name back; then no `.old` is needed any more. */
function settle(path: string): void {
  const olds = leftovers(path, 'old')
  const last = isThere(path) ? undefined : olds.pop()
  if (last !== undefined) {
    renameSync(last, path)
    flushFolder(dirname(path))
  }
  for (const old of olds) discard(old)
}

/** Removes a `.old`, under another name first: half-removed it must never be taken for a whole one. */
function discard(old: string): void {
  const part = old.replace(/old$/, 'part')
  try {
    renameSync(old, part)
  } catch (error) {
    // In use by a reader (Windows): the next writer removes it.
    if (isSystemError(error)) return
    throw error
  }
  remove(part)
}

/** The neighbours of a path, the latest last. */
export function leftovers(path: string, ending: Ending): string[] {
  const [start, end] = [`.${basename(path)}.`, `.${ending}`]
  const isOurs = (name: string) =>
    name.startsWith(start) &&
    name.endsWith(end) &&
    /^[0-9a-f]{8}$/.test(name.slice(start.length, -end.length))
  const found = namesIn(dirname(path))
    .filter(isOurs)
    .map((name) => join(dirname(path), name))
  if (found.length < 2) return found
  const changed = (neighbour: string) => lstatSync(neighbour, { throwIfNoEntry: false })?.ctimeMs ?? 0
  return found.sort((a, b) => changed(a) - changed(b))
}

/** The names in a folder; none when there is no such folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (isSystemError(error) && ['ENOENT', 'ENOTDIR'].includes(error.code ?? '')) return []
    throw error
  }
}

/** Whether the name is taken, be it by a link that leads nowhere. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Whether nothing would be lost by writing a folder there: the path is free, or an empty folder. */
export function isFree(path: string): boolean {
  const there = existingFolder(path)
  return there === undefined || (statSync(there).isDirectory() && readdirSync(there).length === 0)
}

/** A path without links, also of a file that is not there yet. */
export function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const parent = dirname(resolve(path))
  return parent === resolve(path) ? parent : join(realPath(parent), basename(path))
}

/** Whether a path is a folder, or stands inside it, by whatever name. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(realPath(folder), realPath(path))
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
}

/** Whether an error came from the operating system (has a code such as ENOSPC). */
export function isSystemError(
  error: unknown,
): error is Error & { readonly code?: string; readonly syscall?: string } {
  return error instanceof Error && 'syscall' in error
}
