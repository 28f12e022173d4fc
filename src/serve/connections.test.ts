import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { fakeModel, fakeService, raw, until } from './_testing.case.ts'

const head = (length: number, path = '/predict', more = '') =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${more}\r\n`
const asking = (text: string, more = '') => {
  const body = JSON.stringify({ text })
  return head(Buffer.byteLength(body), '/predict', more) + body
}

/** A model whose first batch lasts until it is let go. */
function heldModel() {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  return { ...fakeModel({ onBatch: () => held }), letGo: () => letGo() }
}

/** A connection that stays, and what came on it so far. */
function connection(port: number, allowHalfOpen = false): { socket: Socket; answer: () => string } {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen })
  let answer = ''
  socket.on('data', (data) => {
    answer += data.toString('utf8')
  })
  socket.on('error', () => {})
  onTestFinished(() => {
    socket.destroy()
  })
  return { socket, answer: () => answer }
}

const metricsOf = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text()

test('what waits behind others on a connection that closes is given up, and gives its place free', async () => {
  const model = heldModel()
  const { service, send, lines } = await fakeService({ limits: { concurrency: 6 } }, model)
  const { socket } = connection(service.port)
  socket.write(['一', '二', '三', '四', '五', '六'].map((text) => asking(text)).join(''))
  await until(async () => (await metricsOf(service.url)).includes('hantune_requests_under_way 6'))
  socket.destroy()
  await until(async () => (await metricsOf(service.url)).includes('hantune_requests_under_way 0'))
  const metrics = await metricsOf(service.url)
  expect(metrics).toContain('hantune_abandoned_total{reason="gone"} 6')
  expect(metrics).toContain('hantune_requests_total{route="/predict",status="499"} 6')
  expect(lines.filter(({ status }) => status === 499)).toMatchObject(
    new Array(6).fill({ msg: 'request', route: '/predict', code: 'E_SERVE_GONE', model: 'a', texts: 1 }),
  )
  model.letGo()
  expect((await send({ text: '七' })).status).toBe(200)
  // The one that a worker had begun with, and the one after.
  expect(model.batches).toEqual([['一'], ['七']])
})

test('pipelined requests are answered in their order, each with its line', async () => {
  const { service, lines } = await fakeService()
  const texts = ['一', '二', '三']
  const last = 'Connection: close\r\n'
  const answer = await raw(service.port, [
    texts.map((text) => asking(text, text === '三' ? last : '')).join(''),
  ])
  expect([...answer.matchAll(/"text":"(.)"/g)].map(([, text]) => text)).toEqual(texts)
  await until(() => lines.filter(({ status }) => status === 200).length === 3)
})

test('what comes behind a body that was read and refused is answered', async () => {
  const { service } = await fakeService()
  const charset = head(5).replace('json', 'json; charset=gbk')
  const parts = [head(5), '{bad}', charset, '{bad}', head(0), asking('好', 'Connection: close\r\n')]
  const answer = await raw(service.port, [parts.join('')])
  expect(answer.match(/(?<=^|\})HTTP\/1.1 \d+/g)).toEqual([
    'HTTP/1.1 400',
    'HTTP/1.1 415',
    'HTTP/1.1 400',
    'HTTP/1.1 200',
  ])
  expect(answer.match(/E_SERVE_\w+/g)).toEqual(['E_SERVE_JSON', 'E_SERVE_TYPE', 'E_SERVE_BODY_ABSENT'])
})

test.each(['/', '/health', '/nowhere'])(
  '%s without a Host, or with two: refused, and nothing behind it is read',
  async (path) => {
    const { service, lines } = await fakeService()
    for (const [hosts, reason] of [
      ['', 'no Host'],
      ['Host: a\r\nHost: b\r\n', '2 × Host'],
    ] as const) {
      const answer = await raw(service.port, [
        `GET ${path} HTTP/1.1\r\n${hosts}\r\nGET /health HTTP/1.1\r\nHost: a\r\n\r\n`,
      ])
      expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*connection: close[\s\S]*E_SERVE_HTTP/i)
      expect(answer).toContain(reason)
      expect(answer.match(/HTTP\/1.1 \d/g)?.length).toBe(1)
    }
    await until(() => lines.filter(({ code }) => code === 'E_SERVE_HTTP').length === 2)
  },
)

test('a body for no route is not read: it is refused before', async () => {
  const { service, lines } = await fakeService({ keys: ['key'] })
  const { socket, answer } = connection(service.port)
  // Bodies that do not come, or are no JSON.
  socket.write(head(1_000_000, '/nope'))
  await until(() => answer().includes('E_SERVE_PATH'))
  expect(answer()).toMatch(/^HTTP\/1.1 404 [\s\S]*connection: close/i)
  const small = await raw(service.port, [`${head(4, '/nope', 'Connection: close\r\n')}{bad`])
  expect(small).toMatch(/^HTTP\/1.1 404 [\s\S]*E_SERVE_PATH/)
  const method = await raw(service.port, [`${head(4, '/models', 'Connection: close\r\n')}{bad`])
  expect(method).toMatch(/^HTTP\/1.1 405 [\s\S]*E_SERVE_METHOD/)
  await until(() => lines.filter(({ msg }) => msg === 'request').length === 3)
})

test('what is broken has a line and is counted', async () => {
  const { service, lines } = await fakeService({ limits: { receive: 1 } })
  const long = `GET /health HTTP/1.1\r\nHost: a\r\nCookie: ${'a'.repeat(20_000)}\r\n\r\n`
  await raw(service.port, ['\x16\x03\x01 this is TLS\r\n\r\n'])
  await raw(service.port, [long])
  await raw(service.port, ['GET /% HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'])
  // A head that does not end, and a body that does not.
  await Promise.all([raw(service.port, ['GET /health HTTP/1.1\r\n']), raw(service.port, [head(9)])])
  await until(() => lines.filter(({ msg }) => msg === 'request').length === 5)
  const told = lines.filter(({ msg }) => msg === 'request')
  expect(told.map(({ status, code, route }) => `${status} ${code} ${route}`).sort()).toEqual([
    '400 E_SERVE_HTTP *',
    '400 E_SERVE_HTTP *',
    '408 E_SERVE_SLOW *',
    '408 E_SERVE_SLOW /predict',
    '431 E_SERVE_HEADERS *',
  ])
  const metrics = await metricsOf(service.url)
  expect(metrics).toContain('hantune_requests_total{route="*",status="431"} 1')
  expect(metrics).toContain('hantune_refusals_total{code="E_SERVE_SLOW"} 2')
})

test('what is broken on a connection that was used before is answered, too, and after what came first', async () => {
  const model = heldModel()
  const { service } = await fakeService({}, model)
  const long = `GET /health HTTP/1.1\r\nHost: a\r\nCookie: ${'a'.repeat(20_000)}\r\n\r\n`
  const used = connection(service.port)
  used.socket.write('GET /health HTTP/1.1\r\nHost: a\r\n\r\n')
  await until(() => used.answer().includes('"ok"'))
  used.socket.write(long)
  await until(() => used.answer().includes('431'))
  expect(used.answer()).toMatch(/^HTTP\/1.1 200 [\s\S]*HTTP\/1.1 431 [\s\S]*E_SERVE_HEADERS/)

  const busy = connection(service.port)
  busy.socket.write(asking('一'))
  await until(() => model.batches.length === 1)
  busy.socket.write(long)
  busy.socket.write('more of what is broken')
  await until(async () => (await metricsOf(service.url)).includes('hantune_requests_under_way 1'))
  model.letGo()
  await until(() => busy.answer().includes('431'))
  expect(busy.answer()).toMatch(/^HTTP\/1.1 200 [\s\S]*"label"[\s\S]*HTTP\/1.1 431 [\s\S]*E_SERVE_HEADERS/)
  expect(busy.answer().match(/HTTP\/1.1 431/g)).toHaveLength(1)
})

test('a head that was too slow is no request when it is whole in the end', async () => {
  const { service, lines } = await fakeService({ limits: { receive: 1 } })
  // One that goes on sending.
  const { socket, answer } = connection(service.port, true)
  const text = asking('一')
  socket.write(text.slice(0, 40))
  await until(() => answer().includes('E_SERVE_SLOW'))
  socket.end(text.slice(40))
  await until(() => socket.destroyed)
  expect(answer().match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 408'])
  expect(lines.filter(({ msg }) => msg === 'request')).toMatchObject([{ status: 408, code: 'E_SERVE_SLOW' }])
})

test('what asks for a tunnel is told that there is none, after what came before it', async () => {
  const { service, lines } = await fakeService()
  const tunnel = 'CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n'
  expect(await raw(service.port, [tunnel])).toMatch(
    /^HTTP\/1.1 405 [\s\S]*allow: GET, POST[\s\S]*E_SERVE_METHOD[^{}]*CONNECT/,
  )
  const both = await raw(service.port, [asking('一') + tunnel, 'no HTTP any more'])
  expect(both).toMatch(/^HTTP\/1.1 200 [\s\S]*"label"[\s\S]*HTTP\/1.1 405 /)
  const told = () => lines.filter(({ msg }) => msg === 'request').map(({ status }) => status)
  await until(() => told().length === 3)
  expect(told().sort()).toEqual([200, 405, 405])
})

test('a request that was refused gets no second answer when its body does not come', async () => {
  const { service } = await fakeService({ keys: ['key'], limits: { receive: 1 } })
  const answer = await raw(service.port, [head(100)])
  expect(answer.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 401'])
})

test('stopping, an answer that waits for its reader is sent whole', async () => {
  const size = 2_000_000
  const limits = { body: 2 ** 25, length: size, queueCharacters: 2 ** 25 }
  const { service, lines } = await fakeService({ limits })
  const body = JSON.stringify({ text: new Array(12).fill('a'.repeat(size)) })
  const { socket, answer } = connection(service.port)
  socket.pause()
  socket.write(head(body.length) + body)
  // More than the system keeps for a reader: the rest waits in the service.
  await until(async () => (await metricsOf(service.url)).includes('hantune_batch_texts_count{model="a"} 12'))
  const drained = service.drain()
  await new Promise((resolve) => setTimeout(resolve, 300))
  socket.resume()
  await drained
  await until(() => socket.destroyed)
  expect(answer().match(/"label":"长"/g)).toHaveLength(12)
  expect(answer().endsWith('}')).toBe(true)
  expect(lines.filter(({ route }) => route === '/predict')).toMatchObject([{ status: 200 }])
})

test('stopping, what came behind another on its connection is answered too', async () => {
  const model = fakeModel({ batchMs: 100 })
  const { service } = await fakeService({ batching: { texts: 1 }, limits: { drain: 2 } }, model)
  const answer = raw(service.port, [asking('one') + asking('two')])
  await until(() => model.batches.length > 0)
  await service.drain()
  const answers = (await answer).split(/(?=HTTP\/1\.1 )/)
  expect(answers.map((own) => [own.slice(9, 12), /connection: close/i.test(own)])).toEqual([
    ['200', false],
    ['200', true],
  ])
})

test('an answer that takes long is not cut because one before it was sent', async () => {
  const model = fakeModel({
    onBatch: ([first]) => (first!.text === 'slow' ? wait(1800) : undefined),
  })
  const { service } = await fakeService({ batching: { texts: 1 }, limits: { receive: 1 } }, model)
  const answer = await raw(service.port, [asking('one') + asking('slow', 'Connection: close\r\n')])
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
})

test('a connection that is no HTTP is closed, also while it goes on sending', async () => {
  const { service } = await fakeService()
  const socket = connect({ port: service.port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  socket.resume()
  socket.write('garbage\r\n\r\n')
  const timer = setInterval(() => socket.write('x'), 50)
  onTestFinished(() => clearInterval(timer))
  await until(() => socket.destroyed)
})

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
