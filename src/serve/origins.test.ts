import { expect, test } from 'vitest'
import { fakeService } from './_testing.case.ts'
import { checkOrigins } from './origins.ts'

test.each([
  '*',
  'https://my.page',
  'http://localhost:8080',
  'http://[::1]:3000',
  'null',
  'chrome-extension://abcdef',
])('%s is an origin', (origin) => {
  expect(() => checkOrigins([origin])).not.toThrow()
})

test.each([
  ['https://my.page/', 'https://my.page'],
  ['https://my.page/app?x=1', 'https://my.page'],
  ['my.page', 'https://my.page'],
  ['localhost:8080', 'https://localhost:8080'],
  ['HTTPS://My.Page', 'https://my.page'],
  ['https://my.page:443', 'https://my.page'],
  ['https://user@my.page', 'https://my.page'],
  [' https://my.page', 'https://my.page'],
  ['https://例子.cn', 'https://xn--fsqu00a.cn'],
  ['', 'https://my.page'],
  ['https://', 'https://my.page'],
])('%j is none: %s is meant', async (origin, correct) => {
  const cors = ['https://other.page', origin]
  await expect(fakeService({ cors })).rejects.toMatchObject({ code: 'E_SERVE_ORIGIN', values: { correct } })
})
