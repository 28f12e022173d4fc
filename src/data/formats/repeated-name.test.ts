import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset } from '../index.ts'
import { repeatedName } from './_repeated-name.ts'

const { file } = testFolder()

describe('a field that stands twice', () => {
  test.each([
    ['{"text":"a","label":"x","label":"y"}', 'label'],
    ['{"text":"a","la\\u0062el":"x","label":"y"}', 'label'],
    ['{"text":"a","entities":[{"start":0,"end":1,"end":2}]}', 'end'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('%s', (json, name) => {
    expect(repeatedName(json)).toBe(name)
  })

  test.each([
    '{"text":"\\"a\\": {\\"a\\":","a":[{"a":1},{"a":{"a":"a"}}],"b" : "a"}',
    '{"text":"}{","x":["text","text"]}',
  ])('not in %s', (json) => {
    expect(JSON.parse(json)).toBeTypeOf('object')
    expect(repeatedName(json)).toBeUndefined()
  })

  test('is in no JSON that was written by a program', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => repeatedName(JSON.stringify(value)) === undefined))
  })

  test('is told with its line, not read as the last of both', () => {
    const path = file('{"text":"好","label":"x"}\n{"text":"坏","label":"x","label":"y"}\n')
    expect(errorOf(() => readDataset(path))).toMatchObject({ code: 'E_DATA_FIELD_TWICE', place: { line: 2 } })
    const array = file('[{"text":"好","label":"x"},\n{"text":"坏","label":"x","label":"y"}]')
    expect(errorOf(() => readDataset(array))).toMatchObject({
      code: 'E_DATA_FIELD_TWICE',
      place: { line: 2 },
    })
  })
})
