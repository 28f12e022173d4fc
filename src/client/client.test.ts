import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ServiceClient } from './client.ts'

const ROOT = join(import.meta.dirname, '../..')

test('the types are what the OpenAPI document says', () => {
  const check = () =>
    execFileSync(process.execPath, [join(ROOT, 'scripts/build-client.mjs'), '--check'], { stdio: 'pipe' })
  expect(check).not.toThrow()
})

/** A client of a service that gives these answers, one after the other, and what it was asked. */
function clientOf(...answers: (() => Response)[]) {
  const asked: { url: string; init: RequestInit }[] = []
  const client = new ServiceClient({
    url: 'http://service/',
    key: 'secret',
    language: 'zh',
    timeoutMs: 30_000,
    fetch: async (url, init) => {
      asked.push({ url, init })
      return answers[Math.min(asked.length, answers.length) - 1]!()
    },
  })
  return { client, asked }
}

const error = { code: 'E_SERVE_QUEUE', what: '队列已满', where: null, fix: '稍后再试' }
const busy = (after: string) => () =>
  new Response(JSON.stringify({ error }), { status: 503, headers: { 'retry-after': after } })
const done = () => Response.json({ model: 'a', hash: 'b', version: 'c', text: '好', label: 'd' })

test('it asks as the service wants it, and again when there was no room', async () => {
  const { client, asked } = clientOf(busy('0'), busy('0'), done)
  expect(await client.predict('好', { scores: true })).toMatchObject({ label: 'd' })
  expect(asked.length).toBe(3)
  expect(asked[0]!.url).toBe('http://service/predict')
  expect(asked[0]!.init).toMatchObject({
    method: 'POST',
    body: '{"text":"好","scores":true}',
    headers: { 'x-api-key': 'secret', 'accept-language': 'zh', 'content-type': 'application/json' },
  })
})

test('it gives up: after some tries, when the time is over, when it is told to', async () => {
  const { client, asked } = clientOf(busy('0'))
  await expect(client.predict('好')).rejects.toMatchObject({
    status: 503,
    code: error.code,
    fix: error.fix,
    message: '[E_SERVE_QUEUE] 队列已满',
  })
  expect(asked.length).toBe(4)
  const silent = new ServiceClient({
    url: 'http://service/',
    timeoutMs: 20,
    fetch: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal!.addEventListener('abort', () => reject(signal!.reason))
      }),
  })
  await expect(silent.predict('好')).rejects.toMatchObject({ name: 'TimeoutError' })
  const stop = AbortSignal.abort(new Error('stop'))
  await expect(clientOf(busy('60')).client.predict('好', { signal: stop })).rejects.toThrow('stop')
})

test('where it is told to wait for longer than it has time, it says at once what the service said', async () => {
  const { client, asked } = clientOf(busy('60'))
  await expect(client.predict('好')).rejects.toMatchObject({ status: 503, code: error.code, fix: error.fix })
  expect(asked.length).toBe(1)
})

test('it is sent again only where it is told when: else waiting is in vain', async () => {
  const refusing = (status: number, headers = {}) =>
    clientOf(() => new Response(JSON.stringify({ error }), { status, headers }), done)
  for (const [status, headers] of [
    [503, {}],
    [429, {}],
    [503, { 'retry-after': 'soon' }],
    [503, { 'retry-after': '1.5' }],
    [503, { 'retry-after': '-5' }],
    [500, { 'retry-after': '0' }],
  ] as const) {
    const { client, asked } = refusing(status, headers)
    await expect(client.predict('好')).rejects.toMatchObject({ status, code: error.code })
    expect(asked.length).toBe(1)
  }
  const past = refusing(503, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })
  expect(await past.client.predict('好')).toMatchObject({ label: 'd' })
  const later = refusing(429, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() })
  await expect(later.client.predict('好')).rejects.toMatchObject({ status: 429, code: error.code })
  expect(later.asked.length).toBe(1)
})

test('an answer that is waited upon is put away, so that its connection is free', async () => {
  let cancelled = 0
  const full = () => {
    const stream = new ReadableStream({
      cancel() {
        cancelled++
      },
    })
    return new Response(stream, { status: 503, headers: { 'retry-after': '0' } })
  }
  expect(await clientOf(full, done).client.predict('好')).toMatchObject({ label: 'd' })
  expect(cancelled).toBe(1)
})

test('an answer that is not the service’s is an error all the same', async () => {
  const proxy = () => new Response('<html>Bad Gateway</html>', { status: 502 })
  const wrong = clientOf(proxy).client.models()
  await expect(wrong).rejects.toMatchObject({ status: 502, code: 'HTTP_502' })
})

test('a good answer that is no JSON object is none of the service’s', async () => {
  for (const body of ['<html>Log in</html>', '', 'null', '"ok"'])
    await expect(clientOf(() => new Response(body)).client.predict('好')).rejects.toMatchObject({
      name: 'ServiceError',
      status: 200,
      code: 'HTTP_200',
      message: expect.stringContaining(body),
    })
})

test('a proxy that speaks JSON in its own way', async () => {
  const { client } = clientOf(() => Response.json({ error: 'no upstream' }, { status: 404 }))
  await expect(client.predict('好')).rejects.toMatchObject({
    code: 'HTTP_404',
    message: expect.stringContaining('no upstream'),
  })
})

test('a timeout beyond what timers take is none', async () => {
  const client = new ServiceClient({
    url: 'http://service',
    timeoutMs: Number.POSITIVE_INFINITY,
    fetch: (_, { signal }) =>
      new Promise((resolve, reject) => {
        signal!.addEventListener('abort', () => reject(signal!.reason))
        setTimeout(() => resolve(Response.json({ models: [] })), 50)
      }),
  })
  expect(await client.models()).toEqual({ models: [] })
})
