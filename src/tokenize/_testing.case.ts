import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { BERT_NAMES, type TokenizerParts, withSpecialTokens } from './_parts.ts'
import { Tokenizer } from './tokenizer.ts'
import { Vocabulary } from './vocabulary.ts'

/** Where the real vocabularies and vectors are, which are no part of the project. */
export const VOCABULARIES = '../shared/data/tok_vocab'
export const VECTORS = '../shared/data/tok_vectors'

export const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']

/** A tokenizer of the given pieces after the special tokens; `more` replaces parts of it. */
export function tokenizerOf(pieces: readonly string[], more: Partial<TokenizerParts> = {}): Tokenizer {
  const vocabulary = new Vocabulary([...SPECIAL, ...pieces])
  return new Tokenizer({
    vocabulary,
    normalizer: { cleanText: true, handleChineseChars: true, stripAccents: null, lowercase: true },
    specialNames: BERT_NAMES,
    addedTokens: withSpecialTokens([], SPECIAL, vocabulary),
    continuingPrefix: '##',
    maxWordCharacters: 100,
    modelMaxLength: undefined,
    ...more,
  })
}

/** A folder with the given files, removed after the test. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array | object>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hantune-tokenize-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files))
    writeFileSync(
      join(folder, name),
      typeof content === 'string' || content instanceof Uint8Array
        ? content
        : JSON.stringify(content, null, 2),
    )
  return folder
}
