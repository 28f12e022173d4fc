import { readAddedToken } from './_added-json.ts'
import type { TokenizerConfig } from './_config.ts'
import { fail, shown } from './_errors.ts'
import type { JsonFile } from './_json.ts'
import { type NormalizerSettings, stripsAccents } from './_normalize.ts'
import { BERT_NAMES, type TokenizerParts, withSpecialTokens } from './_parts.ts'
import { isCharacters, PRE_TOKENIZERS } from './_pre-tokenizers.ts'
import { Vocabulary } from './vocabulary.ts'

/**
 * Reads a tokenizer.json that holds a BERT WordPiece tokenizer.
 *
 * @param config what tokenizer_config.json says; where both speak they must agree
 * @param characters whether it may cut into single characters
 * @throws E_TOKENIZER_KIND for a tokenizer of another kind, naming what was found
 * @throws E_TOKENIZER_FIELD, E_TOKENIZER_HOLE, E_TOKENIZER_PIECE, E_TOKENIZER_DISAGREE
 */
export function readTokenizerJson(
  json: JsonFile,
  config: TokenizerConfig,
  characters = false,
): TokenizerParts {
  const { root } = json
  const model = json.as(root.model, 'model', 'object')
  // Early versions of the library wrote no type; only WordPiece has a prefix for continuing pieces.
  const implied = 'continuing_subword_prefix' in model && 'unk_token' in model ? 'WordPiece' : undefined
  requireKind(json, 'model', { ...model, type: model.type ?? implied }, 'WordPiece')
  requireKind(json, 'normalizer', root.normalizer, 'BertNormalizer')
  if (!(characters && isCharacters(root.pre_tokenizer)))
    requireKind(json, 'pre_tokenizer', root.pre_tokenizer, PRE_TOKENIZERS.piece.type)

  const normalizer = readNormalizer(json)
  requireSameSettings(json, normalizer, config)
  const unk = json.as(model.unk_token, 'model.unk_token', 'string')
  requireSame(json, 'unk_token', unk, config.specialNames.unk ?? unk)
  const specialNames = { ...BERT_NAMES, ...config.specialNames, unk }
  requireBertTemplate(json, specialNames.cls, specialNames.sep)

  const table = new Map<string, number>()
  for (const [piece, id] of Object.entries(json.as(model.vocab, 'model.vocab', 'object')))
    table.set(piece, json.wholeNumber(id, `model.vocab[${shown(piece)}]`))
  const vocabulary = Vocabulary.fromTable(table, (piece) => json.placeOf(piece))
  const added = json.as(root.added_tokens, 'added_tokens', 'array', 'null', 'absent') ?? []
  return {
    vocabulary,
    normalizer,
    specialNames,
    addedTokens: withSpecialTokens(
      added.map((token, i) => readAddedToken(json, token, `added_tokens[${i}]`)),
      Object.values(specialNames),
      vocabulary,
    ),
    continuingPrefix: json.as(model.continuing_subword_prefix, 'model.continuing_subword_prefix', 'string'),
    maxWordCharacters: json.wholeNumber(
      model.max_input_chars_per_word ?? 100,
      'model.max_input_chars_per_word',
      1,
    ),
    modelMaxLength: config.modelMaxLength,
  }
}

function requireKind(json: JsonFile, field: string, value: unknown, expected: string): void {
  const part = json.as(value, field, 'object', 'null', 'absent')
  if (part?.type === expected) return
  const found = part === null || part === undefined ? shown(part) : kindWithParts(part)
  throw fail('E_TOKENIZER_KIND', { field, found, expected }, { file: json.file })
}

/** `Sequence[NFKC, Lowercase]`: a sequence says little without what it is of. */
function kindWithParts(part: Record<string, unknown>): string {
  const inner = Object.values(part).find(
    (value) => Array.isArray(value) && value[0] && value.every((v) => v?.type),
  )
  const names = Array.isArray(inner) ? `[${inner.map((value) => value.type).join(', ')}]` : ''
  return `${part.type ?? 'undefined'}${names}`
}

function readNormalizer(json: JsonFile): NormalizerSettings {
  const value = json.as(json.root.normalizer, 'normalizer', 'object')
  const flag = (name: string) => json.as(value[name], `normalizer.${name}`, 'boolean')
  return {
    cleanText: flag('clean_text'),
    handleChineseChars: flag('handle_chinese_chars'),
    stripAccents:
      json.as(value.strip_accents, 'normalizer.strip_accents', 'boolean', 'null', 'absent') ?? null,
    lowercase: flag('lowercase'),
  }
}

/** Some programs follow tokenizer_config.json and some tokenizer.json: apart, they would give other ids. */
function requireSameSettings(json: JsonFile, found: NormalizerSettings, config: TokenizerConfig): void {
  const { lowercase = found.lowercase, handleChineseChars = found.handleChineseChars } = config
  requireSame(json, 'do_lower_case', found.lowercase, lowercase)
  requireSame(json, 'tokenize_chinese_chars', found.handleChineseChars, handleChineseChars)
  const strips = config.stripAccents ?? stripsAccents(found)
  requireSame(json, 'strip_accents', stripsAccents(found), strips)
}

function requireSame(json: JsonFile, field: string, left: unknown, right: unknown): void {
  if (left === right) return
  const values = { field, left: shown(left), right: shown(right) }
  const files = { first: 'tokenizer.json', second: 'tokenizer_config.json / special_tokens_map.json' }
  throw fail('E_TOKENIZER_DISAGREE', { ...values, ...files }, { file: json.file })
}

/** HanTune sets [CLS] and [SEP] itself, so a model that wants them elsewhere must not pass. */
function requireBertTemplate(json: JsonFile, cls: string, sep: string): void {
  const value = json.as(json.root.post_processor, 'post_processor', 'object', 'null', 'absent')
  if (!value) return
  const expected = `${cls} A ${sep}`
  const found = templateOf(value)
  if (found !== expected)
    throw fail('E_TOKENIZER_KIND', { field: 'post_processor', found, expected }, { file: json.file })
}

function templateOf(processor: Record<string, unknown>): string {
  if (processor.type === 'BertProcessing' && Array.isArray(processor.cls) && Array.isArray(processor.sep))
    return `${processor.cls[0]} A ${processor.sep[0]}`
  if (processor.type !== 'TemplateProcessing' || !Array.isArray(processor.single))
    return kindWithParts(processor)
  return processor.single.map((item) => item?.SpecialToken?.id ?? item?.Sequence?.id ?? shown(item)).join(' ')
}
