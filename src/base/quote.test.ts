import { expect, test } from 'vitest'
import { printable, quote } from './quote.ts'

test('what could drive a terminal is escaped; lines, tabs and colours stay', () => {
  expect(printable('好\n\t\x1b[31m红\x1b[0m')).toBe('好\n\t\x1b[31m红\x1b[0m')
  expect(printable('\x1b[2J\x1b]0;t\x07\r\x9b1m\u202e😀')).toBe(
    '\\u001b[2J\\u001b]0;t\\u0007\\u000d\\u009b1m\\u202e😀',
  )
})

test('a quoted name is one line, cut where it is long', () => {
  expect(quote('甲\n\x1b\x9b\u2066"')).toBe('"甲\\n\\u001b\\u009b\\u2066\\""')
  expect(quote('abcdef', 3)).toBe('"abc…"')
})
