import { readConfig } from './_config.ts'
import { fail, shown } from './_errors.ts'
import { JsonFile } from './_json.ts'
import type { FolderTexts } from './_texts.ts'
import { readTokenizerJson } from './_tokenizer-json.ts'
import { partsOfVocabTxt, readVocabTxt } from './_vocab-txt.ts'
import { Tokenizer } from './tokenizer.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface ParseOptions {
  /**
   * Whether a tokenizer.json that cuts into single characters will do: for whoever tags character by character, and
   * asks for that by `tokenizeCharacters`.
   */
  readonly characters?: boolean
}

/** Makes the tokenizer of a model's folder from its texts. @throws as `loadTokenizer` */
export function parseTokenizer(texts: FolderTexts, options: ParseOptions = {}): Tokenizer {
  const [jsonFile, vocabFile] = [texts.path('tokenizer.json'), texts.path('vocab.txt')]
  const [jsonText, vocabText] = [texts.read('tokenizer.json'), texts.read('vocab.txt')]
  const config = readConfig(texts)
  const vocabulary = vocabText === undefined ? undefined : readVocabTxt(vocabFile, vocabText)
  if (jsonText !== undefined) {
    const parts = readTokenizerJson(new JsonFile(jsonFile, jsonText), config, options.characters)
    const tokenizer = new Tokenizer(parts, { file: jsonFile })
    if (vocabulary) requireSameVocabulary(tokenizer, vocabulary, vocabFile)
    return tokenizer
  }
  if (!vocabulary) throw fail('E_TOKENIZER_MISSING', {}, { file: texts.folder })
  return new Tokenizer(partsOfVocabTxt(texts, vocabulary, config), { file: vocabFile })
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
