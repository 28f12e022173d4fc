import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { duplicateKey } from '../../base/json.ts'
import { errorOf, testFolder } from '../_testing.ts'
import { readDataset } from '../index.ts'

const { file } = testFolder()

describe('a field that stands twice', () => {
  test.each([
    ['{"text":"a","label":"x","label":"y"}', 'label'],
    ['{"text":"a","la\\u0062el":"x","label":"y"}', 'label'],
    ['{"text":"a","entities":[{"start":0,"end":1,"end":2}]}', 'end'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('%s', (json, name) => {
    expect(duplicateKey(json)).toBe(name)
  })

  test.each([
    '{"text":"\\"a\\": {\\"a\\":","a":[{"a":1},{"a":{"a":"a"}}],"b" : "a"}',
    '{"text":"}{","x":["text","text"]}',
  ])('not in %s', (json) => {
    expect(JSON.parse(json)).toBeTypeOf('object')
    expect(duplicateKey(json)).toBeUndefined()
  })

  test('is in no JSON that was written by a program', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => duplicateKey(JSON.stringify(value)) === undefined))
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
