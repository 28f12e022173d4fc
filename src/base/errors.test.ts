import { afterEach, describe, expect, test } from 'vitest'
import { defineErrors, HanTuneError, renderPlace } from './errors.ts'

const fail = defineErrors({
  E_TEST_LABEL: {
    zh: { what: '标签 {label} 不存在', fix: '改成 {near}' },
    en: { what: 'there is no label {label}', fix: 'write {near}' },
  },
  E_TEST_PLAIN: {
    zh: { what: '坏了', fix: '重来' },
    en: { what: 'broken', fix: 'again' },
  },
})
const place = { file: 'a.bio', line: 3, column: 7, record: 'r1', characters: [2, 5] } as const

const before = process.env.HANTUNE_LANG
afterEach(() => {
  if (before === undefined) delete process.env.HANTUNE_LANG
  else process.env.HANTUNE_LANG = before
})

describe('an error', () => {
  test('renders code, place, what and fix in both languages', () => {
    const error = fail('E_TEST_LABEL', { label: 'PRE', near: 'PER' }, place)
    expect(error.render('zh')).toBe(
      '[E_TEST_LABEL] a.bio:3:7, 记录 r1, 字符 2–5: 标签 PRE 不存在\n  解决办法：改成 PER',
    )
    expect(error.render('en')).toBe(
      '[E_TEST_LABEL] a.bio:3:7, record r1, characters 2–5: there is no label PRE\n  How to fix: write PER',
    )
  })

  test('speaks the language that was current when it was made, and the asked one later', () => {
    process.env.HANTUNE_LANG = 'zh'
    const error = fail('E_TEST_PLAIN', {})
    process.env.HANTUNE_LANG = 'en'
    expect(error.message).toBe('[E_TEST_PLAIN] 坏了\n  解决办法：重来')
    expect([error.what(), error.fix()]).toEqual(['broken', 'again'])
  })

  test('survives a thread: JSON there and back', () => {
    const error = fail('E_TEST_LABEL', { label: '{near}', near: 3 }, place)
    const back = HanTuneError.fromJSON(JSON.parse(JSON.stringify(error)))
    expect(back).toBeInstanceOf(HanTuneError)
    expect(back).toMatchObject({
      code: error.code,
      place: error.place,
      values: error.values,
      name: 'HanTuneError',
    })
    for (const language of ['zh', 'en'] as const) expect(back.render(language)).toBe(error.render(language))
  })

  test('keeps its cause', () => {
    const cause = new Error('disk')
    expect(fail('E_TEST_PLAIN', {}, {}, cause).cause).toBe(cause)
    expect('cause' in fail('E_TEST_PLAIN', {})).toBe(false)
  })

  test('values that look like places are not filled again', () => {
    expect(fail('E_TEST_LABEL', { label: '{near}', near: 'x' }).what('en')).toBe('there is no label {near}')
  })
})

test('codes and values are checked by the compiler', () => {
  // @ts-expect-error an unknown code
  expect(() => fail('E_TEST_OTHER', {})).toThrow()
  // @ts-expect-error `near` is missing; the place then stands as it is
  expect(fail('E_TEST_LABEL', { label: 'x' }).fix('en')).toBe('write {near}')
})

test.each([
  [{}, ''],
  [{ file: 'a' }, 'a'],
  [{ file: 'a', line: 2 }, 'a:2'],
  [{ line: 2 }, 'line 2'],
  [{ record: 'x' }, 'record x'],
  [{ characters: [0, 1] as const }, 'characters 0–1'],
])('place %j reads %j', (value, expected) => {
  expect(renderPlace(value, 'en')).toBe(expected)
})
