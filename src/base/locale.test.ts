import { expect, test } from 'vitest'
import { currentLanguage, defineTexts, fillTemplate } from './locale.ts'

test.each([
  [{}, 'en'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ LANG: 'de_DE.UTF-8' }, 'en'],
  [{ LC_ALL: 'en_US.UTF-8', LANG: 'zh_CN.UTF-8' }, 'en'],
  [{ LC_MESSAGES: 'zh_TW', LANG: 'C' }, 'zh'],
  // An empty variable is an unset one.
  [{ HANTUNE_LANG: '', LC_ALL: '', LANG: 'zh_CN.UTF-8' }, 'zh'],
  [{ HANTUNE_LANG: 'en', LANG: 'zh_CN.UTF-8' }, 'en'],
  [{ HANTUNE_LANG: 'ZH' }, 'zh'],
] as const)('%j speaks %s', (env, expected) => {
  expect(currentLanguage(env)).toBe(expected)
})

test('templates: every place is filled, an unknown one stays', () => {
  expect(fillTemplate('{a}+{b}={a}', { a: 1, b: '{a}' })).toBe('1+{a}=1')
  expect(fillTemplate('{absent} {toString}', {})).toBe('{absent} {toString}')
})

test('templates: a counted noun follows its number', () => {
  const text = '{a} step(s) of {b} record(s), {c} hint(s)'
  expect(fillTemplate(text, { a: 1, b: 2 })).toBe('1 step of 2 records, {c} hints')
})

test('texts: typed keys and values', () => {
  const say = defineTexts({ saved: { zh: '已保存到 {folder}', en: 'saved to {folder}' } })
  expect(say('saved', { folder: 'x' }, 'zh')).toBe('已保存到 x')
  expect(say('saved', { folder: 'x' }, 'en')).toBe('saved to x')
  // @ts-expect-error the value is missing
  expect(say('saved', {}, 'en')).toBe('saved to {folder}')
})
