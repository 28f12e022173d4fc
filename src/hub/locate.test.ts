import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMIT, type HubServer, listen, send, startHub } from '../../test/support/hub-server.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import type { DownloadEvent } from './download.ts'
import { type LocateOptions, locateModel } from './locate.ts'

const WEIGHTS = randomBytes(300_000)
const FILES = {
  'config.json': Buffer.from('{"model_type":"bert"}'),
  'vocab.txt': Buffer.from('[PAD]\n'),
  'model.safetensors': WEIGHTS,
  'pytorch_model.bin': randomBytes(10),
  'README.md': Buffer.from('#'),
}
const MODELS = { 'org/tiny': FILES }

/** A hub with a cache of the user's, and a short patience. */
async function setUp(options: Partial<Parameters<typeof startHub>[0]> = {}) {
  const hub = await startHub({ models: MODELS, ...options })
  const cache = temporaryFolder()
  const env = { HF_HUB_CACHE: cache, HF_ENDPOINT: hub.url, XDG_CACHE_HOME: cache, HF_HOME: cache }
  const events: DownloadEvent[] = []
  const locate = (model = 'org/tiny', more: LocateOptions = {}) =>
    locateModel(model, {
      env,
      retryMs: 1,
      stallMs: 150,
      attempts: 3,
      onEvent: (event) => events.push(event),
      ...more,
      ...(more.env && { env: { ...env, ...more.env } }),
    })
  return { hub, cache, locate, events }
}

const filesOf = (hub: HubServer) =>
  hub.requests.filter(({ method }) => method === 'GET').map(({ path }) => path)
const refused = (promise: Promise<unknown>, code: string) => expect(promise).rejects.toMatchObject({ code })

describe('a model of the hub', () => {
  test('is fetched into the layout that Python shares, what is needed of it only', async () => {
    const { hub, cache, locate, events } = await setUp()
    const { folder, commit } = await locate()
    expect(commit).toBe(COMMIT)
    const root = join(cache, 'models--org--tiny')
    expect(folder).toBe(join(root, 'snapshots', COMMIT))
    expect(readFileSync(join(root, 'refs/main'), 'utf8')).toBe(COMMIT)
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'model.safetensors', 'vocab.txt'])
    for (const name of readdirSync(folder)) {
      expect(lstatSync(join(folder, name)).isSymbolicLink()).toBe(true)
      expect(readlinkSync(join(folder, name))).toMatch(/^\.\.\/\.\.\/blobs\/[0-9a-f]+$/)
      expect(readFileSync(join(folder, name))).toEqual(FILES[name as keyof typeof FILES])
    }
    expect(readdirSync(join(root, 'blobs')).every((name) => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(name))).toBe(
      true,
    )
    expect(events.at(-1)).toMatchObject({ event: 'download', bytes: events.at(-1)!.allBytes, secondsLeft: 0 })
    expect(events.at(-1)!.allBytes).toBe(WEIGHTS.length + 21 + 6)
    expect(filesOf(hub).length).toBe(4)
  })

  test('is not asked for again; `refresh` asks, and fetches nothing that is there', async () => {
    const { hub, locate } = await setUp()
    const first = await locate()
    const before = hub.requests.length
    expect(await locate()).toEqual(first)
    expect(hub.requests.length).toBe(before)
    await locate('org/tiny', { refresh: true })
    expect(hub.requests.slice(before).filter(({ method }) => method === 'GET').length).toBe(1)
  })

  test('of a branch, a tag or a commit; a pinned commit in the cache needs no network', async () => {
    const { hub, cache, locate } = await setUp()
    const { folder } = await locate('org/tiny', { revision: 'v1' })
    expect(readFileSync(join(cache, 'models--org--tiny/refs/v1'), 'utf8')).toBe(COMMIT)
    const before = hub.requests.length
    expect((await locate('org/tiny', { revision: COMMIT, offline: true })).folder).toBe(folder)
    expect(hub.requests.length).toBe(before)
    await refused(locate('org/tiny', { revision: 'v2' }), 'E_HUB_REVISION')
    await refused(locate('org/tiny', { revision: '../../x' }), 'E_HUB_REVISION')
  })

  test('offline: from the cache, or an error that names the nearest', async () => {
    const { hub, locate } = await setUp()
    await locate()
    const before = hub.requests.length
    for (const how of [{ offline: true }, { env: { HF_HUB_OFFLINE: '1' } }]) {
      expect((await locate('org/tiny', how)).commit).toBe(COMMIT)
      await expect(locate('org/tinny', how)).rejects.toThrow(/E_HUB_NOT_CACHED.*≈ org\/tiny/)
    }
    expect(hub.requests.length).toBe(before)
  })

  test('unknown: the nearest known id', async () => {
    const { locate } = await setUp()
    await expect(locate('hfl/rbt33')).rejects.toThrow(/E_HUB_UNKNOWN.*≈ hfl\/rbt3/)
    await expect(locate('hfl/chinese-macbert-bas')).rejects.toThrow(/≈ hfl\/chinese-macbert-base/)
    await refused(locate('../../no/such/folder'), 'E_HUB_ID')
    await refused(locate('a/b/c'), 'E_HUB_ID')
  })

  test('without what an encoder needs', async () => {
    const { 'model.safetensors': _, 'pytorch_model.bin': __, ...rest } = FILES
    const { locate } = await setUp({ models: { 'org/tiny': { ...rest, 'tf_model.h5': Buffer.from('x') } } })
    await expect(locate()).rejects.toThrow(/E_HUB_FILES.*model\.safetensors.*tf_model\.h5/)
  })

  test('in shards', async () => {
    const shard = 'model-00001-of-00001.safetensors'
    const index = Buffer.from(JSON.stringify({ weight_map: { x: shard } }))
    const { 'model.safetensors': _, ...rest } = FILES
    const models = { 'org/tiny': { ...rest, [shard]: WEIGHTS, 'model.safetensors.index.json': index } }
    const { locate } = await setUp({ models })
    const { folder } = await locate()
    expect(readFileSync(join(folder, shard))).toEqual(WEIGHTS)
    expect(existsSync(join(folder, 'pytorch_model.bin'))).toBe(false)
  })

  test('with names that would leave its folder', async () => {
    for (const name of ['../../evil.txt', '/etc/passwd', 'a\\..\\b', 'a//b']) {
      const { locate, cache } = await setUp({ models: { 'org/tiny': { ...FILES, [name]: WEIGHTS } } })
      await refused(locate(), 'E_HUB_ANSWER')
      expect(readdirSync(cache)).not.toContain('evil.txt')
    }
  })
})

/** Whether a request is for the weights. */
const isWeights = (path: string | undefined) => path!.includes('model.safetensors')

describe('a hub that misbehaves', () => {
  test('cuts off: the rest is fetched, not the whole', async () => {
    const { hub, locate } = await setUp()
    let cuts = 0
    hub.mischief = (request, response, bytes) => {
      if (request.method === 'HEAD' || !isWeights(request.url) || cuts >= 5) return false
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
      // More cuts than attempts, but each time some bytes further.
      cuts++
      const headers = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from, ...headers })
      response.write(bytes.subarray(from, from + 40_000), () => response.destroy())
      return true
    }
    const { folder } = await locate()
    expect(readFileSync(join(folder, 'model.safetensors'))).toEqual(WEIGHTS)
    const ranges = hub.requests.filter(({ headers }) => headers.range).map(({ headers }) => headers.range)
    expect(cuts).toBe(5)
    expect(ranges.length).toBeGreaterThanOrEqual(5)
    expect(new Set(ranges).size).toBe(ranges.length)
  })

  test('a download that was given up goes on in the next run', async () => {
    const { hub, cache, locate } = await setUp()
    hub.mischief = (request, response, bytes) => {
      if (request.method === 'HEAD' || !isWeights(request.url)) return false
      if (request.headers.range) response.destroy()
      else {
        response.writeHead(200, { 'content-length': bytes.length })
        response.write(bytes.subarray(0, 100_000), () => response.destroy())
      }
      return true
    }
    await refused(locate(), 'E_HUB_UNREACHABLE')
    expect(existsSync(join(cache, 'models--org--tiny/refs/main'))).toBe(false)
    hub.mischief = undefined
    hub.requests.length = 0
    const { folder } = await locate()
    expect(readFileSync(join(folder, 'model.safetensors'))).toEqual(WEIGHTS)
    expect(hub.requests.some(({ headers }) => headers.range === 'bytes=100000-')).toBe(true)
  })

  test.each([
    ['answers for another range', (from: number) => [206, `bytes ${from + 1}-9/10`] as const],
    ['knows no ranges', () => [200, undefined] as const],
  ])('%s: the file is fetched from its start', async (_, answer) => {
    const { hub, locate } = await setUp()
    let cuts = 0
    hub.mischief = (request, response, bytes) => {
      if (request.method === 'HEAD' || !isWeights(request.url)) return false
      if (cuts++ === 0) {
        response.writeHead(200, { 'content-length': bytes.length })
        response.write(bytes.subarray(0, 50_000), () => response.destroy())
        return true
      }
      if (!request.headers.range) return false
      const [status, range] = answer(50_000)
      response.writeHead(status, { 'content-length': bytes.length, ...(range && { 'content-range': range }) })
      response.end(bytes)
      return true
    }
    const { folder } = await locate()
    expect(readFileSync(join(folder, 'model.safetensors'))).toEqual(WEIGHTS)
  })

  test('says a wrong length, or sends more than it said', async () => {
    const { hub, locate } = await setUp()
    hub.mischief = (request, response, bytes) => {
      if (request.method === 'HEAD' || !isWeights(request.url)) return false
      response.writeHead(200, { 'content-length': bytes.length - 7 }).end(bytes.subarray(0, bytes.length - 7))
      return true
    }
    await refused(locate(), 'E_HUB_UNREACHABLE')
    hub.mischief = (request, response, bytes) => {
      if (request.method === 'HEAD' || !isWeights(request.url)) return false
      response.writeHead(200).end(Buffer.concat([bytes, bytes]))
      return true
    }
    await refused(locate('org/tiny', { refresh: true }), 'E_HUB_ANSWER')
  })

  test('damages bytes: tried again, and refused in the end', async () => {
    const { hub, cache, locate } = await setUp()
    let damaged = 0
    const damage = (times: number) => {
      damaged = 0
      hub.mischief = (request, response, bytes) => {
        if (request.method === 'HEAD' || !isWeights(request.url) || damaged >= times) return false
        damaged++
        const other = Buffer.from(bytes)
        other[1000]! ^= 1
        response.writeHead(200, { 'content-length': other.length }).end(other)
        return true
      }
    }
    damage(99)
    await refused(locate(), 'E_HUB_CHECKSUM')
    expect(damaged).toBe(3)
    expect(existsSync(join(cache, 'models--org--tiny/refs/main'))).toBe(false)
    damage(1)
    const { folder } = await locate()
    expect(readFileSync(join(folder, 'model.safetensors'))).toEqual(WEIGHTS)
  })

  test('is busy or broken for a while', async () => {
    const { hub, locate } = await setUp()
    let times = 0
    hub.mischief = hub.listingMischief = (_, response) => {
      times++
      if (times % 3 === 0) return false
      response.writeHead(times % 3 === 1 ? 429 : 503, { 'retry-after': '0' }).end()
      return true
    }
    expect((await locate()).commit).toBe(COMMIT)
  })

  test('asks to wait: it is waited for as long as it says', async () => {
    const { hub, locate } = await setUp()
    let asked = 0
    hub.listingMischief = (_, response) => {
      if (asked++ > 0) return false
      response.writeHead(429, { 'retry-after': '1' }).end()
      return true
    }
    const started = performance.now()
    await locate()
    expect(performance.now() - started).toBeGreaterThan(990)
  })

  test('is down, stalls, or is not there: how to go on is said', async () => {
    const { hub, locate } = await setUp()
    hub.listingMischief = (_, response) => {
      response.writeHead(500).end()
      return true
    }
    await expect(locate()).rejects.toThrow(/E_HUB_UNREACHABLE.*HTTP 500.*3/)
    hub.listingMischief = () => true
    await refused(locate(), 'E_HUB_UNREACHABLE')
    await expect(locate('org/tiny', { env: { HF_ENDPOINT: 'http://127.0.0.1:1' } })).rejects.toThrow(
      /E_HUB_UNREACHABLE[\s\S]*HF_ENDPOINT/,
    )
  })

  test('drips slowly: that is borne as long as bytes come, and a full stall is not', async () => {
    const { hub, locate } = await setUp()
    hub.mischief = (request, response, bytes) => {
      if (request.method === 'HEAD' || !isWeights(request.url)) return false
      response.writeHead(200, { 'content-length': bytes.length })
      let at = 0
      const timer = setInterval(() => {
        response.write(bytes.subarray(at, at + 30_000))
        at += 30_000
        if (at >= bytes.length) {
          clearInterval(timer)
          response.end()
        }
      }, 40)
      response.on('close', () => clearInterval(timer))
      return true
    }
    await locate()
    hub.mischief = (request, response, bytes) => {
      if (request.method === 'HEAD' || !isWeights(request.url)) return false
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, 10))
      return true
    }
    const other = await setUp()
    other.hub.mischief = hub.mischief
    await refused(other.locate(), 'E_HUB_UNREACHABLE')
  })

  test('answers with a page instead of data', async () => {
    const { hub, locate } = await setUp()
    hub.listingMischief = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>please log in</html>')
      return true
    }
    await refused(locate(), 'E_HUB_ANSWER')
  })

  test('redirects without end, or to something that is no web address', async () => {
    const { hub, locate } = await setUp()
    hub.listingMischief = (request, response) => {
      response.writeHead(302, { location: request.url }).end()
      return true
    }
    await refused(locate(), 'E_HUB_ANSWER')
    hub.listingMischief = (_, response) => {
      response.writeHead(302, { location: 'file:///etc/passwd' }).end()
      return true
    }
    await refused(locate(), 'E_HUB_ANSWER')
  })

  test('refuses those who may not', async () => {
    const { hub, locate } = await setUp()
    hub.listingMischief = (_, response) => {
      response.writeHead(403).end('{"error":"gated"}')
      return true
    }
    await expect(locate()).rejects.toThrow(/E_HUB_ACCESS.*403[\s\S]*HF_TOKEN/)
  })
})

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
    const { Http } = await import('./http.ts')
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
    const { tokenFor } = await import('./settings.ts')
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

test('a variable that is no address, and a full disk', async () => {
  const { locate } = await setUp()
  await refused(locate('org/tiny', { env: { HF_ENDPOINT: 'hf-mirror.com' } }), 'E_HUB_SETTING')
  const huge = await setUp()
  huge.hub.listingMischief = (_, response) => {
    const siblings = Object.keys(FILES).map((rfilename) => ({ rfilename, size: 1e15 }))
    response.writeHead(200).end(JSON.stringify({ sha: COMMIT, siblings }))
    return true
  }
  await refused(huge.locate(), 'E_HUB_SPACE')
})

test('two processes do not write one file; a dead one’s lock is taken over', async () => {
  const { cache, hub, locate } = await setUp()
  await locate()
  const blobs = join(cache, 'models--org--tiny/blobs')
  const { rmSync, utimesSync } = await import('node:fs')
  const weights = readdirSync(blobs).find((name) => lstatSync(join(blobs, name)).size === WEIGHTS.length)!
  rmSync(join(blobs, weights))
  const lock = join(blobs, `${weights}.hantune.lock`)
  writeFileSync(lock, '1')
  await refused(locate('org/tiny', { refresh: true }), 'E_HUB_LOCKED')
  utimesSync(lock, new Date(0), new Date(0))
  expect((await locate('org/tiny', { refresh: true })).commit).toBe(COMMIT)
  expect(existsSync(lock)).toBe(false)
  expect(hub.requests.length).toBeGreaterThan(0)
})

test('it can be given up', async () => {
  const { hub, locate } = await setUp()
  const control = new AbortController()
  hub.mischief = () => {
    control.abort()
    return true
  }
  await expect(locate('org/tiny', { signal: control.signal, stallMs: 5000 })).rejects.toThrow()
  expect(control.signal.aborted).toBe(true)
})
