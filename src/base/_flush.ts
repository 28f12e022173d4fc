import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const IS_WINDOWS = process.platform === 'win32'
/** What systems say that cannot flush this kind of thing, or forbid to open it; nothing can be done then. */
const CANNOT_FLUSH: readonly unknown[] = ['EINVAL', 'ENOTSUP', 'EPERM', 'EACCES']

/** Flushes the names in a folder to disk: after it, a new name or a renaming outlives a loss of power. */
export function flushFolder(path: string): void {
  // Windows has no such call for folders; its journal keeps names in order.
  if (!IS_WINDOWS) flush(path, 'r')
}

/** Flushes every file below a folder, then the names in it, from the inside out. Links are not followed. */
export function flushTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) flushTree(path)
    // Windows flushes only what is open for writing; elsewhere a read-only file can be flushed, too.
    else if (entry.isFile()) flush(path, IS_WINDOWS ? 'r+' : 'r')
  }
  flushFolder(folder)
}

/**
 * Makes a folder with those above it, their names on disk. Node's own way down never ends where a system answers that
 * a folder above, which is there, is not (Linux below /proc).
 *
 * @returns what was made here, from the outside in
 * @throws what the system says
 */
export function makeFolder(path: string): string[] {
  const missing: string[] = []
  for (let at = resolve(path); ; at = dirname(at)) {
    const stats = statSync(at, { throwIfNoEntry: false })
    if (stats && (stats.isDirectory() || missing.length > 0)) break
    missing.push(at)
    if (at === dirname(at)) break
  }
  const made: string[] = []
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder)
      made.push(folder)
    } catch (error) {
      // Another process may have been faster.
      const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
      if (!(isThere && statSync(folder, { throwIfNoEntry: false })?.isDirectory())) throw error
    }
    flushFolder(dirname(folder))
  }
  return made
}

function flush(path: string, mode: 'r' | 'r+'): void {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, mode)
    fsyncSync(descriptor)
  } catch (error) {
    if (!CANNOT_FLUSH.includes((error as NodeJS.ErrnoException).code)) throw error
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
