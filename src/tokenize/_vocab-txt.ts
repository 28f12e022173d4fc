import type { TokenizerConfig } from './_config.ts'
import { fail, shown } from './_errors.ts'
import { BERT_NAMES, type TokenizerParts, withSpecialTokens } from './_parts.ts'
import type { FolderTexts } from './_texts.ts'
import { Vocabulary } from './vocabulary.ts'

/** Classes of transformers that cut words as BERT does and keep a vocab.txt. */
const BERT_LIKE =
  /^(Bert|Electra|DistilBert|MobileBert|Ernie|Funnel|ConvBert|LayoutLM|RetriBert)Tokenizer(Fast)?$/

/**
 * Reads a vocabulary with one piece a line; the line's number less one is the id. CRLF is tolerated.
 *
 * @throws E_TOKENIZER_PIECE, E_TOKENIZER_DUPLICATE, each with its line
 */
export function readVocabTxt(file: string, text: string): Vocabulary {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const pieces = lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  return new Vocabulary(pieces, (id) => ({ file, line: id + 1 }))
}

/**
 * The tokenizer of a folder with vocab.txt and no tokenizer.json; what the configuration does not say is as
 * in Hugging Face's BertTokenizer.
 *
 * @throws E_TOKENIZER_FAST where the tokenizer is said to stand in tokenizer.json, which is not there
 * @throws E_TOKENIZER_KIND when the configuration names another kind, or there are tokens outside the vocabulary
 */
export function partsOfVocabTxt(
  texts: FolderTexts,
  vocabulary: Vocabulary,
  config: TokenizerConfig,
): TokenizerParts {
  const { tokenizerClass } = config
  const unlike = (field: string, found: string, expected: string, file = config.file) =>
    fail('E_TOKENIZER_KIND', { field, found, expected }, { file })
  if (tokenizerClass === 'PreTrainedTokenizerFast')
    throw fail('E_TOKENIZER_FAST', { found: tokenizerClass }, { file: texts.folder })
  if (tokenizerClass !== undefined && !BERT_LIKE.test(tokenizerClass))
    throw unlike('tokenizer_class', tokenizerClass, 'BertTokenizer')
  if (!config.basicTokenize) throw unlike('do_basic_tokenize', 'false', 'true')
  const more = texts.path('added_tokens.json')
  const outside = texts.read('added_tokens.json')?.replace(/\s/g, '') ?? '{}'
  if (outside !== '{}' && config.addedTokens.length === 0)
    throw unlike('added_tokens.json', shown(outside), 'tokenizer.json', more)
  for (const piece of config.additionalSpecial)
    if (vocabulary.idOf(piece) === undefined && !config.addedTokens.some((token) => token.content === piece))
      throw fail(
        'E_TOKENIZER_SPECIAL',
        { piece: shown(piece), role: 'additional_special' },
        { file: config.file },
      )
  const specialNames = { ...BERT_NAMES, ...config.specialNames }
  const names = [...Object.values(specialNames), ...config.additionalSpecial]
  return {
    vocabulary,
    normalizer: {
      cleanText: true,
      handleChineseChars: config.handleChineseChars ?? true,
      stripAccents: config.stripAccents ?? null,
      lowercase: config.lowercase ?? true,
    },
    specialNames,
    addedTokens: withSpecialTokens(config.addedTokens, names, vocabulary),
    continuingPrefix: '##',
    maxWordCharacters: 100,
    modelMaxLength: config.modelMaxLength,
  }
}
