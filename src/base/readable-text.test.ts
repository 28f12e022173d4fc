import { expect, test } from 'vitest'
import { isBlank, textFault } from './readable-text.ts'

test.each([
  '',
  ' \t\n',
  '\u3000\u00a0',
  '\ufeff',
  '\u200b\u200d',
  '\u2060\u00ad',
  '\u0000\u0085',
  '\ufe0f',
  '\u{e0001}',
])('%j holds nothing to read', (text) => {
  expect(isBlank(text)).toBe(true)
  expect(textFault(text)).toEqual({ why: 'blank' })
})

test.each(['好', ' 好 ', '\u200b好\u200d', '👨\u200d👩\u200d👧', '❤\ufe0f', '。', '𠀀'])(
  '%j can be read',
  (text) => {
    expect(isBlank(text)).toBe(false)
    expect(textFault(text)).toBeUndefined()
  },
)

test('half a character is told as such, not as blank', () => {
  expect(textFault('\u200b\ud800')).toEqual({ why: 'half', at: 1 })
})
