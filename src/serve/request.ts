import { duplicateKey, isBeyond } from '../base/json.ts'
import { jsonKind } from '../base/json-kind.ts'
import { nearestHint } from '../base/nearest.ts'
import { parseJson, positionedReason } from '../base/parse-json.ts'
import { quote } from '../base/quote.ts'
import { textFault } from '../base/readable-text.ts'
import type { TaskInput } from '../tasks/index.ts'
import { refuse } from './errors.ts'
import type { Limits } from './limits.ts'
import { type PredictRequest, predictRequest } from './schemas.ts'

/** A request that is right in itself; whether the model wants pairs is checked by `checkPairs`. */
export interface Asked {
  readonly inputs: readonly TaskInput[]
  /** Whether the answer is one object, not an array. */
  readonly isSingle: boolean
  readonly model: string | undefined
  readonly scores: boolean
}

const EXAMPLE = '{"text": "…"}'
/** Far more than any request has, so that whoever errs by a little is told where. */
const MOST_JSON = { depth: 16, parts: 256 }
const FIELDS = Object.keys(predictRequest.shape)
const ALLOWED: Readonly<Record<string, string>> = {
  text: '"…" | ["…", …]',
  pair: '"…" | ["…", …]',
  model: '"…"',
  scores: 'true | false',
}

/** A body as JSON. Nothing is put in place of bytes that are no UTF-8. @throws Refusal 400 */
export function parseBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw refuse('E_SERVE_BODY_ABSENT', { example: EXAMPLE })
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw refuse('E_SERVE_UTF8', {}, {}, error)
  }
  if (isBeyond(text, MOST_JSON)) throw refuse('E_SERVE_NESTED', { example: EXAMPLE })
  let json: unknown
  try {
    json = parseJson(text)
  } catch (error) {
    throw refuse('E_SERVE_JSON', { reason: positionedReason(error), example: EXAMPLE }, {}, error)
  }
  const twice = duplicateKey(text)
  if (twice !== undefined) throw refuse('E_SERVE_FIELD_TWICE', { field: quote(twice) }, { where: twice })
  return json
}

/** @throws Refusal 400 or 413 */
export function readRequest(body: unknown, limits: Limits): Asked {
  checkCount(body, limits)
  const { text, pair, model, scores = false } = checkShape(body)
  const texts = typeof text === 'string' ? [text] : text
  const pairs = pair === undefined ? undefined : typeof pair === 'string' ? [pair] : pair
  if (pairs && typeof text !== typeof pair) {
    const [array, single] = typeof pair === 'string' ? ['text', 'pair'] : ['pair', 'text']
    throw refuse('E_SERVE_PAIR_FORM', { array, single }, { where: 'pair' })
  }
  if (pairs && pairs.length !== texts.length)
    throw refuse('E_SERVE_PAIR_COUNT', { texts: texts.length, pairs: pairs.length }, { where: 'pair' })
  const isSingle = typeof text === 'string'
  const inputs = texts.map((own, at) => {
    const place = isSingle ? '' : `[${at}]`
    checkText(own, `text${place}`)
    const second = pairs?.[at]
    if (second !== undefined) checkText(second, `pair${place}`)
    const count = own.length + (second?.length ?? 0)
    if (count > limits.length)
      throw refuse('E_SERVE_LENGTH', { limit: limits.length, count }, { where: `text${place}` })
    return second === undefined ? { text: own } : { text: own, pair: second }
  })
  return { inputs, isSingle, model, scores }
}

/** Before anything is looked at one by one. @throws Refusal 413 */
function checkCount(body: unknown, limits: Limits): void {
  for (const field of ['text', 'pair']) {
    const own = (body as Readonly<Record<string, unknown>> | null | undefined)?.[field]
    if (Array.isArray(own) && own.length > limits.texts)
      throw refuse('E_SERVE_TEXTS', { limit: limits.texts, count: own.length }, { where: field })
  }
}

/** @throws Refusal 400 */
function checkShape(body: unknown): PredictRequest {
  // Not even a type was announced.
  if (body === undefined) throw refuse('E_SERVE_BODY_ABSENT', { example: EXAMPLE })
  const parsed = predictRequest.safeParse(body)
  if (parsed.success) return parsed.data
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw refuse('E_SERVE_OBJECT', { found: jsonKind(body), example: EXAMPLE })
  const fields = body as Readonly<Record<string, unknown>>
  const unknown = Object.keys(fields).find((name) => !FIELDS.includes(name))
  if (unknown !== undefined) {
    const values = { field: quote(unknown, 40), near: nearestHint(unknown, FIELDS), known: FIELDS.join(', ') }
    throw refuse('E_SERVE_FIELD', values, { where: unknown.slice(0, 40) })
  }
  if (fields.text === undefined) throw refuse('E_SERVE_TEXT_ABSENT', { example: EXAMPLE }, { where: 'text' })
  const field = String(parsed.error.issues[0]!.path[0])
  const value = fields[field]
  const at = Array.isArray(value) ? value.findIndex((item) => typeof item !== 'string') : -1
  const where = at < 0 ? field : `${field}[${at}]`
  const found = jsonKind(at < 0 ? value : (value as unknown[])[at])
  throw refuse('E_SERVE_VALUE', { field: where, found, allowed: ALLOWED[field]! }, { where })
}

/** @throws Refusal 400 */
function checkText(text: string, where: string): void {
  const fault = textFault(text)
  if (fault?.why === 'blank') throw refuse('E_SERVE_BLANK', {}, { where })
  if (fault) throw refuse('E_SERVE_SURROGATE', { at: fault.at }, { where })
}

/** Whether a model gets what it reads: two texts, or one. @throws Refusal 400 */
export function checkPairs(inputs: readonly TaskInput[], model: string, kinds: readonly string[]): void {
  const needsPair = kinds.includes('pair')
  if (needsPair && inputs.some(({ pair }) => pair === undefined))
    throw refuse('E_SERVE_PAIR_ABSENT', { model: quote(model) }, { where: 'pair' })
  if (!needsPair && inputs.some(({ pair }) => pair !== undefined))
    throw refuse('E_SERVE_PAIR_EXCESS', { model: quote(model) }, { where: 'pair' })
}
