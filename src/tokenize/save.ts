import { join } from 'node:path'
import { writeFileAtomic } from '../base/files.ts'
import { addedTokenToJson } from './_added-json.ts'
import { SPECIAL_ROLES } from './_parts.ts'
import { PRE_TOKENIZERS } from './_pre-tokenizers.ts'
import type { Tokenizer } from './tokenizer.ts'

/** What BERT models take at most, where neither the caller nor the loaded files say. */
const BERT_MAX_LENGTH = 512

export interface SaveOptions {
  /** The most tokens that the model takes, special ones included. */
  readonly modelMaxLength?: number
  /** `character`: other programs shall cut as `tokenizeCharacters` does. */
  readonly granularity?: 'character' | 'piece'
}

/**
 * Writes a tokenizer as Hugging Face does: tokenizer.json, vocab.txt, tokenizer_config.json and
 * special_tokens_map.json, which transformers and transformers.js load to the same ids.
 *
 * @throws E_FILE_WRITE
 */
export function saveTokenizer(tokenizer: Tokenizer, folder: string, options: SaveOptions = {}): void {
  const { vocabulary, modelMaxLength } = tokenizer.parts
  const length = options.modelMaxLength ?? modelMaxLength ?? BERT_MAX_LENGTH
  const { granularity = 'piece' } = options
  const write = (name: string, content: object) =>
    writeFileAtomic(join(folder, name), `${JSON.stringify(content, null, 2)}\n`)
  writeFileAtomic(join(folder, 'vocab.txt'), `${vocabulary.pieces.join('\n')}\n`)
  write('tokenizer.json', tokenizerJson(tokenizer, granularity))
  write('tokenizer_config.json', configJson(tokenizer, length, granularity))
  write('special_tokens_map.json', specialTokens(tokenizer))
}

function tokenizerJson(tokenizer: Tokenizer, granularity: keyof typeof PRE_TOKENIZERS): object {
  const { parts, special } = tokenizer
  const { normalizer, specialNames } = parts
  const token = (id: string, type_id: number) => ({ SpecialToken: { id, type_id } })
  const sequence = (id: string, type_id: number) => ({ Sequence: { id, type_id } })
  const named = (name: string, id: number) => [name, { id: name, ids: [id], tokens: [name] }] as const
  const { cls, sep, unk } = specialNames
  const single = [token(cls, 0), sequence('A', 0), token(sep, 0)]
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: parts.addedTokens.map((added) => ({ id: added.id, ...addedTokenToJson(added) })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: normalizer.cleanText,
      handle_chinese_chars: normalizer.handleChineseChars,
      strip_accents: normalizer.stripAccents,
      lowercase: normalizer.lowercase,
    },
    pre_tokenizer: PRE_TOKENIZERS[granularity],
    post_processor: {
      type: 'TemplateProcessing',
      single,
      pair: [...single, sequence('B', 1), token(sep, 1)],
      special_tokens: Object.fromEntries([named(cls, special.cls), named(sep, special.sep)]),
    },
    decoder: decoder(parts.continuingPrefix),
    model: {
      type: 'WordPiece',
      unk_token: unk,
      continuing_subword_prefix: parts.continuingPrefix,
      max_input_chars_per_word: parts.maxWordCharacters,
      vocab: Object.fromEntries(parts.vocabulary.pieces.map((piece, id) => [piece, id])),
    },
  }
}

/**
 * How ids become text again, which is what a grouped entity is shown as in other programs. BERT's own decoder
 * sets a space between all words, so 北京 comes back as "北 京"; joining everything instead would glue
 * "New York" together. So: BERT's decoder first, then spaces between two Chinese characters or full-width
 * marks go, while those beside Latin words stay. The pattern means the same to Rust's and to JavaScript's engine.
 * (transformers 5 puts BERT's own decoder in its place when it loads the folder as a BertTokenizer.)
 */
function decoder(prefix: string): object {
  const wide = '[\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\u{20000}-\u{2fa1f}]'
  return {
    type: 'Sequence',
    decoders: [
      { type: 'WordPiece', prefix, cleanup: true },
      { type: 'Fuse' },
      { type: 'Replace', pattern: { Regex: `(?<=${wide}) (?=${wide})` }, content: '' },
    ],
  }
}

function configJson(
  tokenizer: Tokenizer,
  modelMaxLength: number,
  granularity: keyof typeof PRE_TOKENIZERS,
): object {
  const { addedTokens, normalizer } = tokenizer.parts
  return {
    // A BertTokenizer of transformers 5 would put its own parts in place of tokenizer.json's.
    tokenizer_class: granularity === 'character' ? 'PreTrainedTokenizerFast' : 'BertTokenizer',
    do_lower_case: normalizer.lowercase,
    strip_accents: normalizer.stripAccents,
    tokenize_chinese_chars: normalizer.handleChineseChars,
    model_max_length: modelMaxLength,
    // A class that is not BERT's own names no segments by itself, and the model wants them.
    model_input_names: ['input_ids', 'token_type_ids', 'attention_mask'],
    ...specialTokens(tokenizer),
    added_tokens_decoder: Object.fromEntries(addedTokens.map((token) => [token.id, addedTokenToJson(token)])),
  }
}

function specialTokens({ parts, special }: Tokenizer): Record<string, string> {
  const present = SPECIAL_ROLES.filter((role) => special[role] !== undefined)
  return Object.fromEntries(present.map((role) => [`${role}_token`, parts.specialNames[role]]))
}
