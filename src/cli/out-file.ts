import { existsSync } from 'node:fs'
import { isFree } from '../base/files.ts'
import { refuseOtherKind, refuseSource } from '../check/index.ts'
import { failUsage } from './usage-errors.ts'

interface OutFile {
  readonly out: string | undefined
  /** What is read: a file, or several. */
  readonly data: string | readonly string[]
  readonly overwrite: boolean | undefined
  /** Whether a folder is written, which may be there if it is empty. */
  readonly isFolder?: boolean
}

/**
 * Refuses an output before anything is computed for it: the data that are read are never replaced, another file only
 * where that is asked for.
 *
 * @throws E_CHECK_OUT_SOURCE, E_CHECK_OUT_FOLDER, E_CHECK_OUT_FILE, E_CLI_FILE_EXISTS, E_CLI_OPTION_MISSING for `--overwrite` without `--out`
 */
export function checkOutFile({ out, data, overwrite = false, isFolder = false }: OutFile): void {
  if (out === undefined) {
    if (overwrite) throw failUsage('E_CLI_OPTION_MISSING', { flag: '--out', usage: '--out FILE' })
    return
  }
  refuseSource(out, [data].flat())
  refuseOtherKind(out, isFolder ? 'folder' : 'file')
  if (!overwrite && existsSync(out) && !(isFolder && isFree(out)))
    throw failUsage('E_CLI_FILE_EXISTS', { file: out })
}
