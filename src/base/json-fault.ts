import type { Text } from './locale.ts'
import { quote } from './quote.ts'

/** Where a text stops being JSON, and why: engines tell it in English alone, and not always where. */
export interface JsonFault {
  /** In UTF-16 code units, from 0. */
  readonly at: number
  /** Both from 1. */
  readonly line: number
  readonly column: number
  readonly reason: Text
}

type Expected = 'value' | 'item or ]' | 'key' | 'key or }' | ':' | ', or end'
type Open = '{' | '['

const BLANKS = /[ \t\n\r]*/y
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** A string up to where it ends, or to what must not stand in one. */
const CHARACTERS = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*/uy
const SHOWN = /[\p{L}\p{N}_.+-]{1,20}|\\?.?/suy

/** The first fault of a text; undefined where it is JSON. */
export function jsonFault(text: string): JsonFault | undefined {
  const open: Open[] = []
  let expected: Expected = 'value'
  let at = endOf(BLANKS, text, 0)
  while (at < text.length) {
    const sign = text[at]!
    const end =
      sign === '"' ? endOf(CHARACTERS, text, at) : '{}[],:'.includes(sign) ? at + 1 : endOf(SCALAR, text, at)
    if (sign === '"' && text[end] !== '"') return faultAt(text, end)
    const next: Expected | undefined = end === at ? undefined : after(expected, sign, open)
    if (next === undefined) return faultAt(text, at)
    expected = next
    at = endOf(BLANKS, text, sign === '"' ? end + 1 : end)
  }
  return expected === ', or end' && open.length === 0 ? undefined : faultAt(text, text.length)
}

/** Takes a token, known by its first sign. @returns what may follow; undefined where it is out of place */
function after(expected: Expected, sign: string, open: Open[]): Expected | undefined {
  const close = (own: Open): Expected | undefined => (open.pop() === own ? ', or end' : undefined)
  switch (expected) {
    case 'value':
    case 'item or ]':
      if (sign === ']') return expected === 'value' ? undefined : close('[')
      if (sign === '{' || sign === '[') {
        open.push(sign)
        return sign === '{' ? 'key or }' : 'item or ]'
      }
      return '},:'.includes(sign) ? undefined : ', or end'
    case 'key':
    case 'key or }':
      if (sign === '"') return ':'
      return sign === '}' && expected === 'key or }' ? close('{') : undefined
    case ':':
      return sign === ':' ? 'value' : undefined
    case ', or end':
      if (sign === '}') return close('{')
      if (sign === ']') return close('[')
      if (sign !== ',' || open.length === 0) return undefined
      return open.at(-1) === '{' ? 'key' : 'value'
  }
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

function faultAt(text: string, at: number): JsonFault {
  const before = text.slice(0, at)
  const column = at - before.lastIndexOf('\n')
  return { at, line: before.split('\n').length, column, reason: reasonAt(text, at) }
}

function reasonAt(text: string, at: number): Text {
  if (text.trim() === '') return { zh: '没有内容', en: 'there is nothing' }
  if (at >= text.length) return { zh: '没有写完，到末尾就断了', en: 'it ends too soon' }
  if (at === 0 && text.startsWith('\ufeff'))
    return { zh: '开头有字节顺序标记（BOM）', en: 'it begins with a byte order mark' }
  const found = quote(text.slice(at, endOf(SHOWN, text, at)))
  return { zh: `这里不该有 ${found}`, en: `${found} is out of place` }
}
