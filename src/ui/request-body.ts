import type * as z from 'zod'
import { duplicateKey, isBeyond } from '../base/json.ts'
import { jsonKind } from '../base/json-kind.ts'
import { nearestHint } from '../base/nearest.ts'
import { parseJson as parse, positionedReason } from '../base/parse-json.ts'
import { quote } from '../base/quote.ts'
import { schemaReason } from '../base/schema-fault.ts'
import { fail } from './errors.ts'

/** Far more than the page sends. */
const MOST_JSON = { depth: 16, parts: 2000 }
const NESTED = {
  zh: '嵌套太深，或者对象、数组、字段太多',
  en: 'it nests too deep, or has too many objects, arrays or fields',
}

/** JSON of a request. Nothing is put in place of bytes that are no UTF-8. @throws E_UI_BODY */
export function parseJson(bytes: Uint8Array): unknown {
  const orRefused = <T>(read: () => T): T => {
    try {
      return read()
    } catch (error) {
      throw fail('E_UI_BODY', { reason: positionedReason(error) }, {}, error)
    }
  }
  const text = orRefused(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  if (isBeyond(text, MOST_JSON)) throw fail('E_UI_BODY', { reason: NESTED })
  const json = orRefused(() => parse(text))
  const twice = duplicateKey(text)
  if (twice !== undefined) throw fail('E_UI_BODY', { reason: `${quote(twice, 40)} × 2` })
  return json
}

/** A body or a query as it must be. @throws E_UI_BODY, E_UI_OBJECT, E_UI_FIELD, E_UI_LENGTH */
export function parsedBy<S extends z.ZodObject>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  if (issue.code === 'unrecognized_keys') throw noField(issue.keys[0]!, Object.keys(schema.shape))
  const field = issue.path.map(String).join('.')
  if (issue.code === 'too_big') {
    const count = String(
      issue.path.reduce((at, key) => (at as Record<PropertyKey, unknown>)[key], value),
    ).length
    throw fail('E_UI_LENGTH', { field: quote(field, 80), limit: Number(issue.maximum), count })
  }
  if (field === '') throw fail('E_UI_OBJECT', { found: jsonKind(value) })
  throw fail('E_UI_BODY', { reason: schemaReason(schema, value) })
}

/** For a field that is none. */
export const noField = (field: string, known: readonly string[]) =>
  fail('E_UI_FIELD', { field: quote(field, 40), near: nearestHint(field, known), known: known.join(', ') })
