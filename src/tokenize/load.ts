import { join } from 'node:path'
import { readConfig } from './_config.ts'
import { fail, shown } from './_errors.ts'
import { readText } from './_files.ts'
import { JsonFile } from './_json.ts'
import { readTokenizerJson } from './_tokenizer-json.ts'
import { partsOfVocabTxt, readVocabTxt } from './_vocab-txt.ts'
import { Tokenizer } from './tokenizer.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * Loads the tokenizer of a model's folder: tokenizer.json if it is there, else vocab.txt, either with
 * tokenizer_config.json and special_tokens_map.json where they are. Files that contradict each other are refused.
 *
 * @throws E_TOKENIZER_MISSING when there is neither file
 * @throws E_TOKENIZER_KIND when it is no BERT WordPiece tokenizer
 * @throws E_TOKENIZER_DISAGREE when two of the files say different things
 * @throws E_TOKENIZER_READ, E_TOKENIZER_JSON, E_TOKENIZER_FIELD, E_TOKENIZER_PIECE, E_TOKENIZER_DUPLICATE,
 *   E_TOKENIZER_HOLE, E_TOKENIZER_SPECIAL, E_TOKENIZER_ADDED
 */
export function loadTokenizer(folder: string): Tokenizer {
  const [jsonFile, vocabFile] = [join(folder, 'tokenizer.json'), join(folder, 'vocab.txt')]
  const [jsonText, vocabText] = [readText(jsonFile), readText(vocabFile)]
  const config = readConfig(folder)
  const vocabulary = vocabText === undefined ? undefined : readVocabTxt(vocabFile, vocabText)
  if (jsonText !== undefined) {
    const parts = readTokenizerJson(new JsonFile(jsonFile, jsonText), config)
    const tokenizer = new Tokenizer(parts, { file: jsonFile })
    if (vocabulary) requireSameVocabulary(tokenizer, vocabulary, vocabFile)
    return tokenizer
  }
  if (!vocabulary) throw fail('E_TOKENIZER_MISSING', {}, { file: folder })
  return new Tokenizer(partsOfVocabTxt(folder, vocabulary, config), { file: vocabFile })
}

/** Some programs write added tokens at the end of vocab.txt and some do not: both agree with tokenizer.json. */
function requireSameVocabulary(tokenizer: Tokenizer, vocabulary: Vocabulary, file: string): void {
  const least = tokenizer.parts.vocabulary.size
  const files = { first: 'vocab.txt', second: 'tokenizer.json' }
  for (let id = 0; id < Math.max(least, vocabulary.size); id++) {
    const [left, right] = [
      vocabulary.pieces[id],
      id < tokenizer.vocabSize ? tokenizer.pieceOf(id) : undefined,
    ]
    if (left === right) continue
    const values = { field: `id ${id}`, left: shown(left), right: shown(right), ...files }
    throw fail('E_TOKENIZER_DISAGREE', values, { file, line: id + 1 })
  }
}
