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
    const answer = await http.request('GET', url, { token: 'hf_secret' })
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
