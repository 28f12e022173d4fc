import { basename, resolve } from 'node:path'
import { isLocked } from './lock.ts'
import { findModelFolder, runFolderOf } from './model-folder.ts'

/**
 * The last state of a run that stopped before its first evaluation: it stands in for the best model. Undefined for what
 * has one, is being trained, or is no run; what is no model is told by who opens it.
 */
export function unscoredFolderOf(run: string): string | undefined {
  if (runFolderOf(run) !== resolve(run) || isLocked(run)) return undefined
  const folder = findModelFolder(run)
  return folder !== undefined && basename(folder) === 'last' ? folder : undefined
}
