import { textsIn, vocabularyIn } from './_files.ts'
import { type ParseOptions, parseTokenizer } from './parse.ts'
import type { Tokenizer } from './tokenizer.ts'

/** The files of a model folder that say how texts become tokens. */
export const TOKENIZER_FILES = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'vocab.txt',
]

/**
 * Loads the tokenizer of a model's folder on disk: tokenizer.json if it is there, else vocab.txt, either with
 * tokenizer_config.json and special_tokens_map.json where they are. Files that contradict each other are refused.
 *
 * @throws E_TOKENIZER_MISSING when there is neither file
 * @throws E_TOKENIZER_KIND when it is no BERT WordPiece tokenizer
 * @throws E_TOKENIZER_DISAGREE when two of the files say different things
 * @throws E_TOKENIZER_READ, E_TOKENIZER_JSON, E_TOKENIZER_FIELD, E_TOKENIZER_PIECE, E_TOKENIZER_DUPLICATE,
 *   E_TOKENIZER_HOLE, E_TOKENIZER_SPECIAL, E_TOKENIZER_ADDED
 */
export function loadTokenizer(folder: string, options: ParseOptions = {}): Tokenizer {
  return parseTokenizer(textsIn(folder), options)
}

/**
 * Loads a vocabulary of a piece a line, whatever its name, with what BERT's tokenizer does where nothing says otherwise.
 * Files beside it do not count.
 *
 * @throws E_TOKENIZER_MISSING, E_TOKENIZER_READ, E_TOKENIZER_PIECE, E_TOKENIZER_DUPLICATE, E_TOKENIZER_SPECIAL
 */
export function loadVocabulary(file: string): Tokenizer {
  return parseTokenizer(vocabularyIn(file))
}
