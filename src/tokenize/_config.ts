import { type AddedToken, readAddedToken } from './_added-json.ts'
import { fail, shown } from './_errors.ts'
import { JsonFile } from './_json.ts'
import { SPECIAL_ROLES, type SpecialRole } from './_parts.ts'
import type { FolderTexts } from './_texts.ts'

/** What tokenizer_config.json and special_tokens_map.json say; undefined where they say nothing. */
export interface TokenizerConfig {
  readonly file: string
  readonly lowercase: boolean | undefined
  readonly stripAccents: boolean | null | undefined
  readonly handleChineseChars: boolean | undefined
  readonly modelMaxLength: number | undefined
  readonly tokenizerClass: string | undefined
  /** False makes WordPiece run on words parted by white space alone. */
  readonly basicTokenize: boolean
  readonly specialNames: Readonly<Partial<Record<SpecialRole, string>>>
  readonly additionalSpecial: readonly string[]
  readonly addedTokens: readonly AddedToken[]
}

/** transformers writes 10^30 for "no limit is known". */
const NO_LIMIT = 1e9

/** Reads both files of a folder; either may be missing. @throws E_TOKENIZER_FIELD, E_TOKENIZER_JSON, … */
export function readConfig(texts: FolderTexts): TokenizerConfig {
  const config = readJson(texts, 'tokenizer_config.json')
  const map = readJson(texts, 'special_tokens_map.json')
  const get = (key: string) => config.root[key]
  const limit = config.as(get('model_max_length'), 'model_max_length', 'number', 'null', 'absent') ?? NO_LIMIT
  const decoder = config.as(get('added_tokens_decoder'), 'added_tokens_decoder', 'object', 'absent') ?? {}
  return {
    file: config.file,
    lowercase: config.as(get('do_lower_case'), 'do_lower_case', 'boolean', 'absent'),
    stripAccents: config.as(get('strip_accents'), 'strip_accents', 'boolean', 'null', 'absent'),
    handleChineseChars: config.as(
      get('tokenize_chinese_chars'),
      'tokenize_chinese_chars',
      'boolean',
      'absent',
    ),
    modelMaxLength: limit < NO_LIMIT ? config.wholeNumber(limit, 'model_max_length', 1) : undefined,
    tokenizerClass:
      config.as(get('tokenizer_class'), 'tokenizer_class', 'string', 'null', 'absent') ?? undefined,
    basicTokenize: config.as(get('do_basic_tokenize'), 'do_basic_tokenize', 'boolean', 'absent') ?? true,
    specialNames: readNames(config, map),
    additionalSpecial: readAdditional(config) ?? readAdditional(map) ?? [],
    addedTokens: Object.entries(decoder).map(([id, token]) =>
      readAddedToken(config, token, `added_tokens_decoder[${id}]`, Number(id)),
    ),
  }
}

function readJson({ path, read }: FolderTexts, name: string): JsonFile {
  return new JsonFile(path(name), read(name) ?? '{}')
}

function readNames(config: JsonFile, map: JsonFile): Partial<Record<SpecialRole, string>> {
  const names: Partial<Record<SpecialRole, string>> = {}
  for (const role of SPECIAL_ROLES) {
    const key = `${role}_token`
    const [left, right] = [readName(config, config.root[key], key), readName(map, map.root[key], key)]
    if (left !== undefined && right !== undefined && left !== right)
      throw fail('E_TOKENIZER_DISAGREE', {
        field: key,
        first: 'tokenizer_config.json',
        left: shown(left),
        second: 'special_tokens_map.json',
        right: shown(right),
      })
    const name = left ?? right
    if (name !== undefined) names[role] = name
  }
  return names
}

/** A token's name: a string, or an object that holds it as `content`. */
function readName(json: JsonFile, value: unknown, field: string): string | undefined {
  const token = json.as(value, field, 'string', 'object', 'null', 'absent') ?? undefined
  if (token === undefined || typeof token === 'string') return token
  return json.as(token.content, `${field}.content`, 'string')
}

function readAdditional(json: JsonFile): string[] | undefined {
  const field = 'additional_special_tokens'
  const list = json.as(json.root[field], field, 'array', 'null', 'absent')
  return list?.map((token, i) => readName(json, token, `${field}[${i}]`) ?? '')
}
