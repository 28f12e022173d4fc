import { lstatSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { flushFolder, flushTree, makeFolder } from './_flush.ts'
import { failWrite, isSystemError, leftovers, neighbours, realPath } from './files.ts'

/** A stage that nothing was written to for so long was left by a program that was killed. */
const ABANDONED_MS = 24 * 3600 * 1000
/** What systems say of a name that is taken. */
const TAKEN = ['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM']

/**
 * A new folder that is filled over a while and is either whole or not there. Unlike `writeFolderAtomic` it replaces
 * nothing: what comes to stand at its place meanwhile stays.
 */
export class StagedFolder {
  /** Where to write until `place`. */
  readonly stage: string
  readonly #path: string
  /** Folders above the stage that were not there before, from the outside in. */
  #above: readonly string[] = []

  /** Makes the stage beside `path`, and removes old ones that a killed program left there. @throws E_FILE_WRITE */
  constructor(path: string) {
    // A link to an empty folder stands for the folder: it cannot be replaced itself.
    this.#path = realPath(path)
    this.stage = neighbours(this.#path).fresh
    this.#orFail(() => {
      this.#above = makeFolder(dirname(this.#path))
      removeAbandoned(this.#path)
      mkdirSync(this.stage)
    })
  }

  /**
   * Flushes what was written to disk and gives it its name, if that is free or an empty folder's.
   *
   * @returns whether it was
   * @throws E_FILE_WRITE
   */
  place(): boolean {
    return this.#orFail(() => {
      flushTree(this.stage)
      // An empty folder is in the way of a renaming on some systems; one that is not empty cannot be removed like this.
      if (!removeEmpty(this.#path)) return false
      try {
        renameSync(this.stage, this.#path)
      } catch (error) {
        if (isTaken(error)) return false
        throw error
      }
      flushFolder(dirname(this.#path))
      this.#above = []
      return true
    })
  }

  /** Removes the stage, if it was not placed, and the folders above that were made for it and hold nothing else. */
  discard(): void {
    rmSync(this.stage, { recursive: true, force: true })
    // What cannot be removed must not hide why the work failed.
    for (const folder of this.#above.toReversed()) if (!wasRemoved(folder, isSystemError)) break
    this.#above = []
  }

  #orFail<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!isSystemError(error)) throw error
      throw failWrite(error, this.#path)
    }
  }
}

const isTaken = (error: unknown): boolean => isSystemError(error) && TAKEN.includes(error.code ?? '')

/** @returns whether nothing is there now */
const removeEmpty = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false }) === undefined || wasRemoved(path, isTaken)

/** Removes an empty folder. @returns whether it could, where `mayFail` says that it need not */
function wasRemoved(folder: string, mayFail: (error: unknown) => boolean): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch (error) {
    if (mayFail(error)) return false
    throw error
  }
}

function removeAbandoned(path: string): void {
  for (const left of leftovers(path, 'part')) {
    const { mtimeMs } = statSync(left, { throwIfNoEntry: false }) ?? {}
    if (mtimeMs !== undefined && Date.now() - mtimeMs > ABANDONED_MS)
      rmSync(left, { recursive: true, force: true })
  }
}
