import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { writeFileAtomic } from '../base/files.ts'
import { findSimilarWords, SimilarWords, type Window } from '../masking/index.ts'
import type { SpecialIds } from '../tokenize/index.ts'
import type { TokenFile } from './token-file.ts'

/** Tokens read at a time. */
const PIECE = 1 << 16

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
    const found = await findSimilarWords(() => pieces(tokens), skip)
    writeFileAtomic(path, JSON.stringify(found))
  }
  return new SimilarWords(schema.parse(JSON.parse(readFileSync(path, 'utf8'))))
}

async function* pieces(tokens: TokenFile): AsyncGenerator<Window> {
  for (let at = 0; at < tokens.length; at += PIECE) {
    const size = Math.min(PIECE, tokens.length - at)
    const [ids, wordStarts] = [new Int32Array(size), new Uint8Array(size)]
    tokens.read(at, ids, wordStarts)
    yield { ids, wordStarts }
    // Lets messages in.
    await new Promise(setImmediate)
  }
}
