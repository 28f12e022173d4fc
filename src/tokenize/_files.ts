import { readFileSync } from 'node:fs'
import { isSystemError } from '../base/files.ts'
import { fail } from './_errors.ts'

/**
 * Reads a UTF-8 file, without its byte order mark; undefined when it is not there.
 *
 * @throws E_TOKENIZER_READ when it cannot be read or is not UTF-8
 */
export function readText(file: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file))
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw fail('E_TOKENIZER_READ', { reason: (error as Error).message }, { file }, error)
  }
}
