import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMIT, listen, send, startHub } from '../../test/support/hub-server.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { MODELS, refused, setUp, WEIGHTS } from './_testing.case.ts'
import { Http } from './http.ts'
import { tokenFor } from './settings.ts'

describe('a token', () => {
  test('never goes to a mirror', async () => {
    const { hub, locate } = await setUp()
    await locate('org/tiny', { env: { HF_TOKEN: 'hf_secret' } })
    expect(hub.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true)
  })

  test('goes to Hugging Face, through a proxy too, and not to where it redirects', async () => {
    const cdn: { authorization: string | undefined; proxied: boolean }[] = []
    const store = await listen(
      createServer((request, response) => {
        cdn.push({ authorization: request.headers.authorization, proxied: false })
        send(request, response, WEIGHTS, {})
      }),
    )
    const hub = await startHub({ models: MODELS, elsewhere: store, token: 'hf_secret' })
    const http = new Http({ retryMs: 1, stallMs: 500 })
    const url = `${hub.url}/org/tiny/resolve/${COMMIT}/model.safetensors`
    const answer = await http.request('GET', url, { authorization: 'Bearer hf_secret' })
    let size = 0
    for await (const part of answer.body) size += (part as Buffer).length
    await http.close()
    expect(size).toBe(WEIGHTS.length)
    expect(hub.requests.at(-1)!.headers.authorization).toBe('Bearer hf_secret')
    expect(cdn).toEqual([{ authorization: undefined, proxied: false }])
  })

  test('is for one host only, wherever it is written', async () => {
    const home = temporaryFolder()
    writeFileSync(join(home, 'token'), 'hf_file\n')
    expect(tokenFor('https://huggingface.co', { HF_HOME: home })).toBe('hf_file')
    expect(tokenFor('https://huggingface.co', { HF_HOME: home, HF_TOKEN: 'hf_env' })).toBe('hf_env')
    expect(tokenFor('https://hf-mirror.com', { HF_HOME: home, HF_TOKEN: 'hf_env' })).toBeUndefined()
    expect(tokenFor('http://huggingface.co', { HF_TOKEN: 'hf_env' })).toBeUndefined()
    expect(tokenFor('https://huggingface.co.evil.com', { HF_TOKEN: 'hf_env' })).toBeUndefined()
  })

  test('that cannot be one is refused before anything is asked', async () => {
    const home = temporaryFolder()
    const hugging = 'https://huggingface.co'
    expect(tokenFor(hugging, { HF_TOKEN: ' hf_good\n' })).toBe('hf_good')
    expect(tokenFor(hugging, { HF_HOME: home, HF_TOKEN: ' \n' })).toBeUndefined()
    for (const HF_TOKEN of ['hf_令牌', 'hf_a\nhf_b', 'hf_a b', 'hf_\u0007']) {
      expect(() => tokenFor(hugging, { HF_TOKEN })).toThrow(/E_HUB_TOKEN\].*HF_TOKEN/)
      const env = { HF_ENDPOINT: hugging, HF_TOKEN }
      await refused((await setUp()).locate('org/tiny', { env }), 'E_HUB_TOKEN')
    }
    const file = join(home, 'token')
    writeFileSync(file, 'hf_令牌')
    expect(() => tokenFor(hugging, { HF_TOKEN_PATH: file })).toThrow(file)
    expect(() => tokenFor(hugging, { HF_TOKEN_PATH: home })).toThrow(/E_HUB_SETTING\].*HF_TOKEN_PATH.*EISDIR/)
  })

  test('that a refusing mirror did not get: this is said, and why', async () => {
    const { locate } = await setUp({ token: 'hf_secret' })
    const env = { HF_TOKEN: 'hf_secret' }
    await expect(locate('org/tiny', { env })).rejects.toThrow(/E_HUB_TOKEN_WITHHELD\].*401/)
    await refused(locate('org/tiny'), 'E_HUB_UNKNOWN')
    // Gated: listed for everybody, the files are not for everybody.
    const gated = await setUp()
    gated.hub.mischief = (_, response) => {
      response.writeHead(403).end()
      return true
    }
    await refused(gated.locate('org/tiny', { env }), 'E_HUB_TOKEN_WITHHELD')
    await refused(gated.locate('org/tiny'), 'E_HUB_ACCESS')
  })
})

describe('an address', () => {
  test('may have blanks around it', async () => {
    const { hub, locate } = await setUp()
    expect((await locate('org/tiny', { env: { HF_ENDPOINT: ` ${hub.url}/ \n` } })).commit).toBe(COMMIT)
  })

  test('with a name and password signs in with them, and does not show them', async () => {
    const { hub, locate } = await setUp()
    const HF_ENDPOINT = hub.url.replace('//', '//user:p%40ss@')
    await locate('org/tiny', { env: { HF_ENDPOINT, HF_TOKEN: 'hf_secret' } })
    const basic = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
    expect(new Set(hub.requests.map(({ headers }) => headers.authorization))).toEqual(new Set([basic]))
    const bad = [
      'http://user:p%40ss@127.0.0.1:1',
      'ftp://user:p%40ss@host',
      'user:p%40ss@host',
      `${HF_ENDPOINT}x`,
    ]
    for (const address of bad) {
      const error = await locate('org/none', { env: { HF_ENDPOINT: address } }).catch((caught) => caught)
      expect(error.code).toMatch(/E_HUB_(SETTING|UNREACHABLE)/)
      expect(JSON.stringify(error)).not.toMatch(/p%40ss|p@ss/)
    }
    await expect(locate('org/none', { env: { HF_ENDPOINT } })).rejects.toThrow(/E_HUB_UNKNOWN(?!.*user)/)
  })
})

test('large files come from another host, checked by the tag that the hub gave', async () => {
  const store = await listen(createServer((request, response) => send(request, response, WEIGHTS, {})))
  const { locate } = await setUp({ elsewhere: store })
  const { folder } = await locate()
  expect(readFileSync(join(folder, 'model.safetensors'))).toEqual(WEIGHTS)
})

test('ModelScope is a second source, with a cache of its own', async () => {
  const { hub, cache, locate } = await setUp()
  const env = { MODELSCOPE_ENDPOINT: hub.url, HF_ENDPOINT: 'http://127.0.0.1:1', HF_TOKEN: 'hf_secret' }
  const { folder } = await locate('modelscope:org/tiny', { env })
  expect(folder.startsWith(join(cache, 'hantune', 'modelscope', 'models--org--tiny'))).toBe(true)
  expect(readFileSync(join(folder, 'model.safetensors'))).toEqual(WEIGHTS)
  expect(hub.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true)
  const before = hub.requests.length
  expect((await locate('modelscope:org/tiny', { env, offline: true })).folder).toBe(folder)
  expect(hub.requests.length).toBe(before)
  await refused(locate('modelscope:org/none', { env }), 'E_HUB_UNKNOWN')
  await refused(locate('modelscope:tiny', { env }), 'E_HUB_ID')
})

test('a proxy that wants a password: told at once', async () => {
  const { locate } = await setUp()
  const proxy = createServer()
  let asked = 0
  proxy.on('connect', (_, socket) => {
    asked++
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
  })
  process.env.http_proxy = await listen(proxy)
  try {
    await expect(locate()).rejects.toThrow(/E_HUB_UNREACHABLE\].*407/)
  } finally {
    delete process.env.http_proxy
  }
  expect(asked).toBe(1)
})

test('a proxy of the environment is used', async () => {
  const { hub, locate } = await setUp()
  const seen: string[] = []
  const proxy = createServer((_, response) => response.writeHead(500).end())
  proxy.on('connect', (request, socket) => {
    seen.push(request.url!)
    const [host, port] = request.url!.split(':')
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(socket)
      socket.pipe(upstream)
    })
    socket.on('error', () => upstream.destroy())
    upstream.on('error', () => socket.destroy())
  })
  const address = await listen(proxy)
  process.env.http_proxy = address
  try {
    await locate()
  } finally {
    delete process.env.http_proxy
  }
  expect(new Set(seen)).toEqual(new Set([new URL(hub.url).host]))
})
