import { existsSync } from 'node:fs'
import { isFree } from '../base/files.ts'
import { refuseSource } from '../check/index.ts'
import { failUsage } from './usage-errors.ts'

/**
 * Refuses an output before anything is computed for it: the data that are read are never replaced, another file only
 * where that is asked for.
 *
 * @throws E_CHECK_OUT_SOURCE, E_CLI_FILE_EXISTS
 */
export function checkOutFile(out: string, data: string, overwrite = false): void {
  refuseSource(out, [data])
  if (!overwrite && existsSync(out) && !isFree(out)) throw failUsage('E_CLI_FILE_EXISTS', { file: out })
}
