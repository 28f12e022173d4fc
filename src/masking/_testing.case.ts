import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { loadTokenizer, type Tokenizer } from '../tokenize/index.ts'

/** A tokenizer of these pieces behind BERT's special ones; ids of the pieces count from 5. */
export function tokenizerOf(pieces: readonly string[]): Tokenizer {
  const folder = temporaryFolder()
  const all = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...pieces]
  writeFileSync(join(folder, 'vocab.txt'), `${all.join('\n')}\n`)
  return loadTokenizer(folder)
}

/** A window [CLS] words [SEP] of words given by their lengths, its ordinary ids counted from `first`. */
export function windowOf(lengths: readonly number[], first = 5) {
  const size = lengths.reduce((sum, length) => sum + length, 0)
  const ids = Int32Array.from([2, ...Array.from({ length: size }, (_, i) => first + i), 3])
  const starts = lengths.flatMap((length) => [1, ...new Array<number>(length - 1).fill(0)])
  return { ids, wordStarts: Uint8Array.from([1, ...starts, 1]) }
}
