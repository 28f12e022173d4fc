import type { AddedToken } from './_added.ts'
import type { JsonFile } from './_json.ts'

export type { AddedToken } from './_added.ts'

/** An added token as Hugging Face's files hold it. */
export interface AddedTokenJson {
  readonly id?: number
  readonly content: string
  readonly single_word: boolean
  readonly lstrip: boolean
  readonly rstrip: boolean
  readonly normalized: boolean
  readonly special: boolean
}

/** Reads one; `given` is its id where the file holds it apart. @throws E_TOKENIZER_FIELD */
export function readAddedToken(json: JsonFile, value: unknown, field: string, given?: number): AddedToken {
  const token = json.as(value, field, 'object')
  const flag = (name: string, otherwise: boolean) =>
    json.as(token[name], `${field}.${name}`, 'boolean', 'absent') ?? otherwise
  const content = json.as(token.content, `${field}.content`, 'string')
  if (content === '') throw json.wrong(content, `${field}.content`, 'string ≠ ""')
  const special = flag('special', false)
  return {
    id: json.wholeNumber(given ?? token.id, `${field}.id`),
    content,
    special,
    singleWord: flag('single_word', false),
    lstrip: flag('lstrip', false),
    rstrip: flag('rstrip', false),
    normalized: flag('normalized', !special),
  }
}

/** The inverse of `readAddedToken`, without the id. */
export function addedTokenToJson(token: AddedToken): AddedTokenJson {
  const { content, singleWord, lstrip, rstrip, normalized, special } = token
  return { content, single_word: singleWord, lstrip, rstrip, normalized, special }
}
