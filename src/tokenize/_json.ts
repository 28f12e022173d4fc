import type { Place } from '../base/errors.ts'
import { parseJson, placeIn, reasonOf } from '../base/parse-json.ts'
import { fail, shown } from './_errors.ts'

interface Kinds {
  boolean: boolean
  number: number
  string: string
  object: Record<string, unknown>
  array: unknown[]
  null: null
  absent: undefined
}
type Kind = keyof Kinds

/** A JSON file whose fields are read with their kinds checked; messages name the file, the field and the line. */
export class JsonFile {
  readonly file: string
  readonly root: Record<string, unknown>
  readonly #text: string

  /** @throws E_TOKENIZER_JSON when the text is not JSON, E_TOKENIZER_FIELD when it is not an object */
  constructor(file: string, text: string) {
    this.file = file
    this.#text = text
    let value: unknown
    try {
      value = parseJson(text)
    } catch (error) {
      throw fail('E_TOKENIZER_JSON', { reason: reasonOf(error) }, placeIn(file, error), error)
    }
    this.root = this.as(value, 'JSON', 'object')
  }

  /**
   * The value, when it is of one of the kinds.
   *
   * @param field the field's path, for the message
   * @throws E_TOKENIZER_FIELD
   */
  as<K extends Kind>(value: unknown, field: string, ...kinds: K[]): Kinds[K] {
    if (kinds.some((kind) => kind === kindOf(value))) return value as Kinds[K]
    throw this.wrong(value, field, kinds.join(' / '))
  }

  /** A whole number of at least `least`. */
  wholeNumber(value: unknown, field: string, least = 0): number {
    if (Number.isSafeInteger(value) && (value as number) >= least) return value as number
    throw this.wrong(value, field, `integer ≥ ${least}`)
  }

  wrong(value: unknown, field: string, expected: string): Error {
    return fail('E_TOKENIZER_FIELD', { field, expected, found: shown(value) }, { file: this.file })
  }

  /** Where a key first stands in the file. */
  placeOf(key: string): Place {
    const at = this.#text.indexOf(`${JSON.stringify(key)}:`)
    if (at < 0) return { file: this.file }
    const before = this.#text.slice(0, at)
    return { file: this.file, line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
  }
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'absent'
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
