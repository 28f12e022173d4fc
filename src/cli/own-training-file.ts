import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { HanTuneError } from '../base/errors.ts'
import { type ConfigFile, readConfigFile } from '../config/index.ts'
import type { AnyRecord } from '../data/index.ts'
import { recordsDigest, runFolderOf } from '../train/index.ts'

/** What was read of a file for one task. */
interface Read {
  readonly file: string
  readonly task: string
  readonly records: readonly AnyRecord[]
}

/**
 * Whether a file is the one that a run was trained on, as far as its config.yaml tells: by where it lies (paths start
 * from here), or by what it holds, which runs of older versions did not note.
 */
export function isOwnTrainingFile(run: string, { file, task, records }: Read): boolean {
  const config = configOf(run)
  if (config === undefined) return false
  const { train } = config.data
  const files = typeof train === 'string' ? [train] : Object.values(train ?? {})
  if (existsSync(file) && files.some((own) => existsSync(own) && realpathSync(own) === realpathSync(file)))
    return true
  const digest = config.digests.get(task)?.train
  return digest !== undefined && digest === recordsDigest(records)
}

function configOf(run: string): ConfigFile | undefined {
  const folder = runFolderOf(run)
  if (folder === undefined) return undefined
  try {
    return readConfigFile(join(folder, 'config.yaml'))
  } catch (error) {
    // What cannot be read says nothing; the model itself is read elsewhere.
    if (error instanceof HanTuneError) return undefined
    throw error
  }
}
