import { decodeUtf8, reasonOf } from '../base/parse-json.ts'
import { fail } from './_errors.ts'

/** The files of a model's folder, wherever it is. */
export interface FolderTexts {
  /** The folder as people know it. */
  readonly folder: string
  /** A file as people know it. */
  path(name: string): string
  /** The text of a file, without a byte order mark; undefined where there is none. */
  read(name: string): string | undefined
}

/** The text of a tokenizer's file. @throws E_TOKENIZER_READ where it is not UTF-8 */
export function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return decodeUtf8(bytes)
  } catch (error) {
    throw fail('E_TOKENIZER_READ', { reason: reasonOf(error) }, { file }, error)
  }
}
