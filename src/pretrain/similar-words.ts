import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { writeFileAtomic } from '../base/files.ts'
import { findSimilarWords, SimilarWords } from '../masking/index.ts'
import type { SpecialIds } from '../tokenize/index.ts'
import type { TokenFile } from './token-file.ts'

const schema = z.strictObject({ words: z.record(z.string(), z.array(z.string())) })

/**
 * The similar words of a corpus: found once, and kept beside its tokens, so that a run that goes on replaces by the same.
 *
 * @param folder of the corpus
 */
export async function similarWordsOf(
  folder: string,
  tokens: TokenFile,
  special: SpecialIds,
): Promise<SimilarWords> {
  const path = join(folder, 'similar.json')
  if (!existsSync(path)) {
    const skip = new Set(Object.values(special).filter((id) => id !== undefined))
    const found = await findSimilarWords(() => tokens.pieces(), skip)
    writeFileAtomic(path, JSON.stringify(found))
  }
  return new SimilarWords(schema.parse(JSON.parse(readFileSync(path, 'utf8'))))
}
