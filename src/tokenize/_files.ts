import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isSystemError } from '../base/files.ts'
import { fail } from './_errors.ts'
import { decodeText, type FolderTexts } from './_texts.ts'

/** The texts of a folder on disk. */
export const textsIn = (folder: string): FolderTexts => ({
  folder,
  path: (name) => join(folder, name),
  read: (name) => readText(join(folder, name)),
})

/** A vocabulary by itself, as if it were the only file of its folder and named vocab.txt. */
export const vocabularyIn = (file: string): FolderTexts => ({
  folder: dirname(file),
  path: (name) => (name === 'vocab.txt' ? file : join(dirname(file), name)),
  read: (name) => (name === 'vocab.txt' ? readText(file) : undefined),
})

/**
 * Reads a UTF-8 file, without its byte order mark; undefined when it is not there.
 *
 * @throws E_TOKENIZER_READ when it cannot be read or is not UTF-8
 */
function readText(file: string): string | undefined {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw fail('E_TOKENIZER_READ', { reason: (error as Error).message }, { file }, error)
  }
  return decodeText(bytes, file)
}
