import { request } from 'node:http'
import { expect, test, vi } from 'vitest'
import { HanTuneError } from '../base/errors.ts'
import { VERSION } from '../base/version.ts'
import { fakeModel, fakeService, raw, until } from './_testing.case.ts'

const source = { model: 'a', hash: 'ab12', version: VERSION }
const head = (length: number | string, more = '') =>
  `POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${more}\r\n`

test('one text gives an object, an array gives results in its order', async () => {
  const { send } = await fakeService()
  const one = await send({ text: '你好' })
  expect(one.status).toBe(200)
  expect(await one.json()).toEqual({ ...source, text: '你好', label: '短', score: 0.5 })
  expect(one.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/)
  const many = await send({ text: ['今天天气很好', '你好'] }, { 'x-request-id': 'mine-1' })
  expect(many.headers.get('x-request-id')).toBe('mine-1')
  expect(await many.json()).toEqual({
    ...source,
    results: [
      { text: '今天天气很好', label: '长', score: 0.5 },
      { text: '你好', label: '短', score: 0.5 },
    ],
  })
})

const REFUSED: readonly [what: string, body: unknown, status: number, code: string, where: string | null][] =
  [
    ['no JSON', '{"text": ', 400, 'E_SERVE_JSON', null],
    ['nothing', '', 400, 'E_SERVE_BODY_ABSENT', null],
    ['an array', [], 400, 'E_SERVE_OBJECT', null],
    ['null', null, 400, 'E_SERVE_OBJECT', null],
    ['what nests deep', `{"text":${'['.repeat(1900)}${']'.repeat(1900)}}`, 400, 'E_SERVE_NESTED', null],
    ['brackets that never close', '['.repeat(3900), 400, 'E_SERVE_NESTED', null],
    ['hundreds of objects', { text: new Array(300).fill({}) }, 400, 'E_SERVE_NESTED', null],
    [
      'hundreds of fields',
      Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, 0])),
      400,
      'E_SERVE_NESTED',
      null,
    ],
    ['a text full of brackets', { text: '[{:'.repeat(300) }, 413, 'E_SERVE_LENGTH', 'text'],
    ['no text', {}, 400, 'E_SERVE_TEXT_ABSENT', 'text'],
    ['a field that is none', { text: '好', modle: 'a' }, 400, 'E_SERVE_FIELD', 'modle'],
    ['a field twice', '{"text": "好", "text": "坏"}', 400, 'E_SERVE_FIELD_TWICE', 'text'],
    ['a number', { text: 3 }, 400, 'E_SERVE_VALUE', 'text'],
    ['a number among texts', { text: ['好', 3] }, 400, 'E_SERVE_VALUE', 'text[1]'],
    ['no texts', { text: [] }, 400, 'E_SERVE_VALUE', 'text'],
    ['scores of a text', { text: '好', scores: 'yes' }, 400, 'E_SERVE_VALUE', 'scores'],
    ['a blank text', { text: ['好', ' \n'] }, 400, 'E_SERVE_BLANK', 'text[1]'],
    ['a text that is not seen', { text: '\u200b\u200d' }, 400, 'E_SERVE_BLANK', 'text'],
    ['half a surrogate pair', '{"text": "好\\ud83d"}', 400, 'E_SERVE_SURROGATE', 'text'],
    ['a pair', { text: '好', pair: '坏' }, 400, 'E_SERVE_PAIR_EXCESS', 'pair'],
    ['too few pairs', { text: ['好', '坏'], pair: ['好'] }, 400, 'E_SERVE_PAIR_COUNT', 'pair'],
    ['a pair for an array', { text: ['好'], pair: '好' }, 400, 'E_SERVE_PAIR_FORM', 'pair'],
    ['an unknown model', { text: '好', model: 'b' }, 404, 'E_SERVE_MODEL', 'model'],
    ['too many texts', { text: new Array(5).fill('好') }, 413, 'E_SERVE_TEXTS', 'text'],
    ['a long text', { text: ['好', '好'.repeat(101)] }, 413, 'E_SERVE_LENGTH', 'text[1]'],
    ['a large body', { text: '好'.repeat(3000) }, 413, 'E_SERVE_BODY', null],
  ]

test.each(REFUSED)('%s is refused', async (_what, body, status, code, where) => {
  const { send, model } = await fakeService({ limits: { texts: 4, length: 100, body: 4000 } })
  const answer = await send(body)
  const { error } = (await answer.json()) as { error: Record<string, string> }
  expect({ status: answer.status, code: error.code, where: error.where }).toEqual({ status, code, where })
  expect(Object.keys(error)).toEqual(['code', 'what', 'where', 'fix'])
  expect(model.batches).toEqual([])
})

test('bytes that are no UTF-8 are refused, not replaced', async () => {
  const { send } = await fakeService()
  // 你好 in GBK.
  const body = Buffer.concat([
    Buffer.from('{"text": "'),
    Buffer.from([0xc4, 0xe3, 0xba, 0xc3]),
    Buffer.from('"}'),
  ])
  const answer = await send(body)
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ error: { code: 'E_SERVE_UTF8' } })
})

test('errors speak the language of the client', async () => {
  const { send } = await fakeService()
  const what = async (accept: string) =>
    ((await (await send({}, { 'accept-language': accept })).json()) as { error: { what: string } }).error.what
  expect(await what('zh-CN,zh;q=0.9,en;q=0.8')).toBe('请求里没有文本')
  expect(await what('fr, zh;q=0.2, en-GB;q=0.7')).toBe('the request holds no text')
  const error = new HanTuneError(
    'E_WORKER_DIED',
    { zh: { what: '线程退出', fix: '' }, en: { what: 'the thread died', fix: '' } },
    {},
  )
  const dying = await fakeService(
    {},
    fakeModel({
      onBatch: () => {
        throw error
      },
    }),
  )
  for (const [accept, reason] of [
    ['zh', '预测没有成功：线程退出'],
    ['en', 'the prediction failed: the thread died'],
  ] as const)
    expect(await (await dying.send({ text: '好' }, { 'accept-language': accept })).json()).toMatchObject({
      error: { code: 'E_SERVE_FAILED', what: reason },
    })
})

test('a body that cannot be read: what is wrong with it, and where, in the language of the client', async () => {
  const { send, service } = await fakeService()
  const said = async (body: string, language: string) => {
    const { error } = (await (await send(body, { 'accept-language': language })).json()) as {
      error: { what: string }
    }
    return error.what
  }
  expect(await said('{text: 1}', 'zh')).toBe('请求体不是合法的 JSON：位置 1，这里不该有 "text"')
  expect(await said('{text: 1}', 'en')).toBe('the body is not JSON: at 1, "text" is out of place')
  expect(await said('{"text": "好"', 'zh')).toBe('请求体不是合法的 JSON：位置 12，没有写完，到末尾就断了')
  expect(await said('[]', 'zh')).toBe('请求体应是 JSON 对象，这里是空数组')
  expect(await said('"好"', 'en')).toBe('the body must be a JSON object and is a string')
  expect(await said('{"text": [1]}', 'zh')).toBe('text[0] 的值不对：数字')
  const bare = await fetch(`${service.url}/predict`, { method: 'POST', headers: { 'accept-language': 'zh' } })
  expect([bare.status, await bare.json()]).toMatchObject([
    400,
    { error: { code: 'E_SERVE_BODY_ABSENT', what: '请求没有请求体' } },
  ])
})

test('types, encodings, paths and methods', async () => {
  const { service, send } = await fakeService()
  const type = await send('{"text": "好"}', { 'content-type': 'text/plain' })
  expect([type.status, await codeOf(type)]).toEqual([415, 'E_SERVE_TYPE'])
  const charset = await send('{"text": "好"}', { 'content-type': 'application/json; charset=gbk' })
  expect([charset.status, await codeOf(charset)]).toEqual([415, 'E_SERVE_TYPE'])
  const encoded = await send('{"text": "好"}', { 'content-encoding': 'gzip' })
  expect([encoded.status, await codeOf(encoded)]).toEqual([415, 'E_SERVE_ENCODING'])
  const method = await fetch(`${service.url}/predict`)
  expect([method.status, method.headers.get('allow'), await codeOf(method)]).toEqual([
    405,
    'POST',
    'E_SERVE_METHOD',
  ])
  const path = await fetch(`${service.url}/predcit`, { method: 'POST' })
  const { error } = (await path.json()) as { error: { code: string; what: string } }
  expect([path.status, error.code]).toEqual([404, 'E_SERVE_PATH'])
  expect(error.what).toContain('/predict')
  for (const url of ['/%', '/predict/%zz'])
    expect(
      await raw(service.port, [`GET ${url} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`]),
    ).toContain('E_SERVE_')
})

const codeOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { error: { code: string } }).error.code

test('what is no HTTP gets an answer, and the service goes on', async () => {
  const { service, send } = await fakeService()
  expect(await raw(service.port, ['GET /health HTTP/1.1\r\n\r\n'])).toMatch(
    /^HTTP\/1.1 400 [\s\S]*connection: close[\s\S]*E_SERVE_HTTP[^{}]*no Host/i,
  )
  expect(await raw(service.port, ['GET /health HTTP/1.0\r\n\r\n'])).toMatch(/^HTTP\/1.1 200 /)
  expect(await raw(service.port, ['\x16\x03\x01 this is TLS\r\n\r\n'])).toMatch(
    /^HTTP\/1.1 400 .*E_SERVE_HTTP/s,
  )
  const long = `GET / HTTP/1.1\r\nHost: a\r\nCookie: ${'a'.repeat(20_000)}\r\n\r\n`
  expect(await raw(service.port, [long])).toMatch(/^HTTP\/1.1 431 .*E_SERVE_HEADERS/s)
  expect((await send({ text: '好' })).status).toBe(200)
})

test('a half-closed connection counts as one that has gone, and leaves nothing behind', async () => {
  const { service, send } = await fakeService({ limits: { concurrency: 1 } }, fakeModel({ batchMs: 20 }))
  const body = '{"text": "hello"}'
  expect(await raw(service.port, [head(body.length) + body], { half: true })).toBe('')
  await until(async () => (await send({ text: '好' })).status === 200)
})

test('a slow client is given up, and takes no place from others', async () => {
  const { service, send } = await fakeService({ limits: { receive: 1, concurrency: 2 } })
  const slow = raw(service.port, [head(1000), ...'{"text": "'], { pauseMs: 100 })
  expect((await send({ text: '好' })).status).toBe(200)
  expect(await slow).toMatch(/^HTTP\/1.1 408 .*E_SERVE_SLOW/s)
  await until(
    async () => !(await (await fetch(`${service.url}/metrics`)).text()).includes('requests_under_way 1'),
  )
})

test('a body that ends too early hurts nobody', async () => {
  const { service, send } = await fakeService()
  await raw(service.port, [`${head(100)}{"text"`], { half: true })
  expect((await send({ text: '好' })).status).toBe(200)
})

test('what a client that left had asked for is not computed', async () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const model = fakeModel({ onBatch: () => opened })
  const { service, send } = await fakeService({}, model)
  const first = send({ text: '一' })
  await until(() => model.batches.length === 1)
  const gone = request(`${service.url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  })
  gone.on('error', () => {})
  gone.end('{"text": "二"}')
  const metrics = async () => (await fetch(`${service.url}/metrics`)).text()
  await until(async () => (await metrics()).includes('hantune_waiting_texts{model="a"} 1'))
  gone.destroy()
  await until(async () => (await metrics()).includes('hantune_waiting_texts{model="a"} 0'))
  open()
  expect((await first).status).toBe(200)
  expect((await send({ text: '三' })).status).toBe(200)
  expect(model.batches).toEqual([['一'], ['三']])
  expect(await metrics()).toContain('hantune_abandoned_total{reason="gone"} 1')
})

test('the log tells what was done, and no texts unless it is asked to', async () => {
  const quiet = await fakeService()
  await quiet.send({ text: '秘密的文本' }, { 'x-request-id': 'r1' })
  await until(() => quiet.lines.some(({ request }) => request === 'r1'))
  expect(quiet.lines.find(({ request }) => request === 'r1')).toMatchObject({
    msg: 'request',
    route: '/predict',
    status: 200,
    model: 'a',
    texts: 1,
    characters: 5,
    ms: expect.any(Number),
    queueMs: expect.any(Number),
    computeMs: expect.any(Number),
  })
  await quiet.send('{"text": "秘密的文本", "x": 1}')
  await quiet.send('{"text": "秘密的文本')
  await until(() => quiet.lines.filter(({ msg }) => msg === 'request').length === 3)
  expect(JSON.stringify(quiet.lines)).not.toContain('秘密')
  const loud = await fakeService({ logTexts: true })
  await loud.send({ text: '秘密的文本' })
  await until(() => JSON.stringify(loud.lines).includes('秘密'))
})

test('keys: asked for everywhere but where probes look', async () => {
  const { service, send } = await fakeService({ keys: ['first-key', 'second-key'] })
  const refused = await send({ text: '好' })
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect((await send({ text: '好' }, { authorization: 'Bearer third-key' })).status).toBe(401)
  expect((await send({ text: '好' }, { authorization: 'Bearer second-key' })).status).toBe(200)
  expect((await send({ text: '好' }, { 'x-api-key': 'first-key' })).status).toBe(200)
  const statuses = await Promise.all(
    ['/health', '/ready', '/models', '/metrics'].map(
      async (path) => (await fetch(service.url + path)).status,
    ),
  )
  expect(statuses).toEqual([200, 200, 401, 401])
})

test('CORS is off unless an origin is named', async () => {
  const asked = {
    method: 'OPTIONS',
    headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
  }
  const closed = await fakeService()
  const off = await fetch(`${closed.service.url}/predict`, asked)
  expect([off.status, off.headers.get('access-control-allow-origin')]).toEqual([405, null])
  const opened = await fakeService({ cors: ['https://a.example'], keys: ['key'] })
  const on = await fetch(`${opened.service.url}/predict`, asked)
  expect([on.status, on.headers.get('access-control-allow-origin')]).toEqual([204, 'https://a.example'])
  const other = await fetch(`${opened.service.url}/health`, { headers: { origin: 'https://b.example' } })
  expect(other.headers.get('access-control-allow-origin')).not.toBe('https://b.example')
})

test('a text that breaks a batch breaks no other', async () => {
  const onError = vi.fn()
  const model = fakeModel({
    batchMs: 20,
    onBatch(texts) {
      if (!texts.some(({ text }) => text === 'bad')) return
      onError()
      throw new Error('no')
    },
  })
  const { send } = await fakeService({}, model)
  const answers = await Promise.all(['one', 'two', 'bad', 'three'].map((text) => send({ text })))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 500, 200])
  expect(await codeOf(answers[2]!)).toBe('E_SERVE_FAILED')
  expect(onError).toHaveBeenCalledTimes(2)
})
