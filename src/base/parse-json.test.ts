import { describe, expect, it } from 'vitest'
import { jsonFault } from './json-fault.ts'
import { decodeUtf8, JsonError, parseJson, placeIn, reasonOf } from './parse-json.ts'
import { RandomStream } from './random.ts'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('jsonFault', () => {
  it.each([
    ['{"a": 1,}', 8, '"}" is out of place', '这里不该有 "}"'],
    ['{text: "a"}', 1, '"text" is out of place', '这里不该有 "text"'],
    ['{"a" 1}', 5, '"1" is out of place', '这里不该有 "1"'],
    ['[1 2]', 3, '"2" is out of place', '这里不该有 "2"'],
    ['[1}', 2, '"}" is out of place', '这里不该有 "}"'],
    ['[]]', 2, '"]" is out of place', '这里不该有 "]"'],
    ["'a'", 0, `"'" is out of place`, `这里不该有 "'"`],
    ['"a\nb"', 2, '"\\n" is out of place', '这里不该有 "\\n"'],
    ['"a\\x"', 2, '"\\\\x" is out of place', '这里不该有 "\\\\x"'],
    ['{"a": [1', 8, 'it ends too soon', '没有写完，到末尾就断了'],
    ['"甲', 2, 'it ends too soon', '没有写完，到末尾就断了'],
    [' ', 1, 'there is nothing', '没有内容'],
    ['\ufeff{}', 0, 'it begins with a byte order mark', '开头有字节顺序标记（BOM）'],
  ])('%j', (text, at, en, zh) => {
    expect(isJson(text)).toBe(false)
    expect(jsonFault(text)).toMatchObject({ at, reason: { zh, en } })
  })

  it('counts lines and columns', () => {
    expect(jsonFault('{\n  "甲": 1,\n  乙\n}')).toMatchObject({ line: 3, column: 3 })
  })

  it('agrees with the platform on what is JSON', () => {
    const random = new RandomStream(7, 'json')
    const parts = [
      ...'{}[],:-0.e"\\ \n',
      '1',
      'true',
      'null',
      '"a"',
      '"b":',
      '1.5e+3',
      '\\u00e9',
      '😀',
      '\u0001',
    ]
    const verdicts = new Set<boolean>()
    for (let round = 0; round < 20_000; round++) {
      const count = 1 + random.below(7)
      const text = Array.from({ length: count }, () => parts[random.below(parts.length)]!).join('')
      const expected = isJson(text)
      verdicts.add(expected)
      if ((jsonFault(text) === undefined) !== expected) expect.fail(JSON.stringify(text))
    }
    expect(verdicts.size).toBe(2)
  })

  it('takes large and deep texts', () => {
    expect(jsonFault('['.repeat(1_000_000))).toMatchObject({ at: 1_000_000 })
    expect(jsonFault(`"${'\\n甲'.repeat(300_000)}`)).toMatchObject({ at: 900_001 })
  })
})

describe('parseJson', () => {
  it('gives the value, or tells why not', () => {
    expect(parseJson('{"a": [1]}')).toEqual({ a: [1] })
    let error: unknown
    try {
      parseJson('{\n"a": }')
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(JsonError)
    expect(reasonOf(error)).toEqual({ zh: '这里不该有 "}"', en: '"}" is out of place' })
    expect(placeIn('a.json', error)).toEqual({ file: 'a.json', line: 2, column: 6 })
    expect(placeIn('a.json', new Error('x'))).toEqual({ file: 'a.json' })
    expect(reasonOf(new Error('x'))).toBe('x')
    expect(() => decodeUtf8(Uint8Array.of(0x61, 0xff))).toThrow(TypeError)
    expect(reasonOf(new TypeError())).toMatchObject({ en: 'it is no valid UTF-8' })
  })
})
