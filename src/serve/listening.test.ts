import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, onTestFinished, test, vi } from 'vitest'
import { fakeModel, fakeService, until } from './_testing.case.ts'
import { isLoopback } from './listening.ts'

vi.mock('node:dns/promises', { spy: true })

/** Nobody has it: it is for documentation. */
const FOREIGN = '192.0.2.77'
const hasSix = Object.values(networkInterfaces()).some((own) => own?.some(({ address }) => address === '::1'))
/** All of 127 is the machine's own on Linux alone. */
const SECOND = hasSix ? '::1' : '127.0.0.2'
const hasSecond = hasSix || process.platform === 'linux'

/** Lets names stand for these addresses. */
function naming(...addresses: string[]): void {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  vi.mocked(lookup).mockImplementation((async () => found) as unknown as typeof lookup)
}

/** What the service says at an address, until it is said or the connection closes. */
function ask(host: string, port: number, request: string, until?: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true }, () => socket.write(request))
    let answer = ''
    socket.on('data', (data) => {
      answer += data.toString('utf8')
      if (until?.test(answer)) resolve(answer)
    })
    socket.on('end', () => socket.end())
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
    onTestFinished(() => {
      socket.destroy()
    })
  })
}

const post = (body: string, more = '') =>
  `POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`
const CLOSE = 'Connection: close\r\n'

test.skipIf(!hasSecond)('a name is listened at by all its addresses, with the same answers', async () => {
  naming(SECOND, '127.0.0.1', SECOND)
  const { service, events, lines } = await fakeService({ host: 'localhost' })
  expect(service.url).toBe(`http://localhost:${service.port}`)
  expect(events[0]).toMatchObject({ event: 'listening', addresses: [SECOND, '127.0.0.1'] })
  for (const host of [SECOND, '127.0.0.1']) {
    const of = (request: string) => ask(host, service.port, request)
    expect(await of(post('{"text": "abc"}', CLOSE))).toMatch(/^HTTP\/1.1 200 [\s\S]*"text":"abc"/)
    expect(await of(post('{}', `Expect: wonders\r\n${CLOSE}`))).toMatch(
      /^HTTP\/1.1 417 [\s\S]*E_SERVE_EXPECT/,
    )
    expect(await of('CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1.1 405 [\s\S]*CONNECT/)
    expect(await of('garbage\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [\s\S]*E_SERVE_HTTP/)
  }
  await until(() => lines.filter(({ msg }) => msg === 'request').length === 8)
})

test.skipIf(!hasSecond)(
  'stopping covers all addresses: what is done, what is idle and what is cut',
  async () => {
    naming('127.0.0.1', SECOND)
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const model = fakeModel({ onBatch: () => held })
    const { service, events, lines } = await fakeService(
      { host: 'localhost', limits: { drain: 1000 } },
      model,
    )
    const idle = ask(SECOND, service.port, 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n')
    const busy = ask(SECOND, service.port, post('{"text": "abc"}'))
    await until(() => model.batches.length === 1)
    const drained = service.drain()
    await expect(ask(SECOND, service.port, '')).rejects.toThrow('ECONNREFUSED')
    letGo()
    expect(await busy).toMatch(/^HTTP\/1.1 200 [\s\S]*"text":"abc"/)
    expect(await idle).toMatch(/^HTTP\/1.1 200 /)
    await drained
    expect(events.at(-1)).toEqual({ event: 'stopped', cut: 0 })
    expect(lines.filter(({ msg }) => msg === 'request').map(({ status }) => status)).toEqual([200, 200])

    const late = await fakeService({ host: 'localhost', limits: { drain: 0.05 } })
    const cut = ask(SECOND, late.service.port, post('{"text": "abc"}').slice(0, -1))
    await until(async () =>
      /under_way 1/.test(await (await fetch(`${urlOf(late.service.port)}/metrics`)).text()),
    )
    await late.service.drain()
    expect(await cut).toBe('')
    expect(late.events.at(-1)).toEqual({ event: 'stopped', cut: 1 })
  },
)

const urlOf = (port: number) => `http://127.0.0.1:${port}`

test('addresses that this machine does not have are passed over, unless it has none of them', async () => {
  naming(FOREIGN, '127.0.0.1', FOREIGN)
  const { events, service } = await fakeService({ host: 'a.name' })
  expect(events[0]).toMatchObject({ addresses: ['127.0.0.1'] })
  expect((await fetch(`${urlOf(service.port)}/health`)).status).toBe(200)
  naming(FOREIGN)
  await expect(fakeService({ host: 'a.name' })).rejects.toMatchObject({ code: 'E_SERVE_LISTEN' })
  vi.mocked(lookup).mockReset()
  await expect(fakeService({ host: '' })).rejects.toMatchObject({ code: 'E_SERVE_LISTEN' })
})

test.skipIf(!hasSecond)(
  'a port that is taken at one of the addresses is taken, and the others are left',
  async () => {
    naming(SECOND)
    const { service } = await fakeService({ host: 'a.name' })
    naming('127.0.0.1', SECOND)
    const { port } = service
    await expect(fakeService({ host: 'a.name', port })).rejects.toMatchObject({ code: 'E_SERVE_LISTEN' })
    await expect(ask('127.0.0.1', port, '')).rejects.toThrow('ECONNREFUSED')
  },
)

test('whoever may be reached from elsewhere without keys is told, by the addresses, not the names', async () => {
  naming('127.0.0.1')
  const told = async (host: string, keys: string[] = []) => {
    const { events, lines, service } = await fakeService({ host, keys })
    await service.close()
    const warned = lines.filter(({ level, event }) => level === 40 && event === 'unprotected').length
    expect(events.filter(({ event }) => event === 'unprotected').length).toBe(warned)
    return warned
  }
  expect(await told('my.name')).toBe(0)
  vi.mocked(lookup).mockReset()
  expect(await told('0.0.0.0')).toBe(1)
  expect(await told('0.0.0.0', ['key'])).toBe(0)
  expect(
    ['::1', '127.0.1.1', '::ffff:127.0.0.1', '::', '10.0.0.1', '::ffff:10.0.0.1'].map(isLoopback),
  ).toEqual([true, true, true, false, false, false])
})
