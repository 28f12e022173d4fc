import type { Text } from './locale.ts'

const KINDS: Readonly<Record<string, Text>> = {
  string: { zh: '字符串', en: 'a string' },
  number: { zh: '数字', en: 'a number' },
  boolean: { zh: '布尔值', en: 'a boolean' },
  object: { zh: '对象', en: 'an object' },
  undefined: { zh: '空的', en: 'nothing' },
}

/** What a value of JSON is, in words. */
export function jsonKind(value: unknown): Text {
  if (value === null) return { zh: '空值（null）', en: 'null' }
  if (Array.isArray(value))
    return value.length === 0 ? { zh: '空数组', en: 'an empty array' } : { zh: '数组', en: 'an array' }
  return KINDS[typeof value]!
}
