import { expect, test } from 'vitest'
import { fakeService, raw } from './_testing.case.ts'

const head = (length: number, more: string) =>
  `POST /predict HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${more}\r\n`
const CONTINUE = 'Expect: 100-continue\r\n'
const body = '{"text": "abc"}'

test('a body is asked for when the request was let in, and not before', async () => {
  const { service } = await fakeService({ keys: ['key'], limits: { body: 4000 } })
  const right = `X-API-Key: key\r\n${CONTINUE}`
  const taken = await raw(service.port, [head(body.length, right), body], { pauseMs: 100 })
  expect(taken).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 [\s\S]*"text":"abc"/)
  expect(await raw(service.port, [head(body.length, CONTINUE)])).toMatch(/^HTTP\/1.1 401 [\s\S]*E_SERVE_KEY/)
  expect(await raw(service.port, [head(5000, right)])).toMatch(/^HTTP\/1.1 413 [\s\S]*E_SERVE_BODY/)
})

test('other expectations are refused in words, with a line in the log', async () => {
  const { service, lines } = await fakeService()
  const answer = await raw(service.port, [head(body.length, 'Expect: wonders\r\n'), body])
  expect(answer).toMatch(/^HTTP\/1.1 417 [\s\S]*E_SERVE_EXPECT[\s\S]*wonders/)
  expect(lines.filter(({ status }) => status === 417)).toMatchObject([{ code: 'E_SERVE_EXPECT' }])
})

test('OPTIONS that asks for no permission is another method, with CORS as without', async () => {
  for (const cors of [[], ['https://my.page']]) {
    const { service } = await fakeService({ cors })
    const bare = await fetch(`${service.url}/predict`, { method: 'OPTIONS' })
    expect([bare.status, await bare.json()]).toMatchObject([405, { error: { code: 'E_SERVE_METHOD' } }])
  }
  const { service } = await fakeService({ cors: ['https://my.page'] })
  const asks = ['Origin: https://my.page', 'Access-Control-Request-Method: POST', 'Connection: close']
  const answer = await raw(service.port, [
    `OPTIONS /predict HTTP/1.1\r\nHost: a\r\n${asks.join('\r\n')}\r\n\r\n`,
  ])
  expect(answer).toMatch(/^HTTP\/1.1 204 [\s\S]*access-control-allow-origin: https:\/\/my.page/i)
})
