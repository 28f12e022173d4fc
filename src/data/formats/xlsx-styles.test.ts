import { expect, test } from 'vitest'
import { dateStyles, dateText } from './_xlsx-styles.ts'

test('a format of many brackets is read in one go', () => {
  const formats = `<numFmt numFmtId="200" formatCode="${'['.repeat(300_000)}yyyy"/>`
  const styles = `<styleSheet><numFmts>${formats}</numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`
  expect(dateStyles(Buffer.from(styles))).toEqual([true])
})

test('dates of both calendars', () => {
  expect([1, 59, 61, 45413, 45413.354166666664, 0.5].map((serial) => dateText(serial, false))).toEqual([
    '1900-01-01',
    '1900-02-28',
    '1900-03-01',
    '2024-05-01',
    '2024-05-01 08:30:00',
    '12:00:00',
  ])
  expect(dateText(43951, true)).toBe('2024-05-01')
  expect(dateText(1e9, false)).toBeUndefined()
})
