import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { HanTuneError } from '../base/errors.ts'
import { readConfigFile } from '../config/index.ts'
import { runFolderOf } from '../train/index.ts'

/** Whether a file is the one that a run was trained on, as far as its config.yaml tells: paths start from here. */
export function isOwnTrainingFile(run: string, file: string): boolean {
  const folder = runFolderOf(run)
  if (folder === undefined || !existsSync(file)) return false
  try {
    const { train } = readConfigFile(join(folder, 'config.yaml')).data
    const files = typeof train === 'string' ? [train] : Object.values(train ?? {})
    return files.some((own) => existsSync(own) && realpathSync(own) === realpathSync(file))
  } catch (error) {
    // What cannot be read says nothing; the model itself is read elsewhere.
    if (error instanceof HanTuneError) return false
    throw error
  }
}
