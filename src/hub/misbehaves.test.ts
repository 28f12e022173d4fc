import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { COMMIT } from '../../test/support/hub-server.ts'
import { refused, setUp, WEIGHTS } from './_testing.case.ts'

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

  test('asks to wait: it is waited for as long as it says, and told', async () => {
    const { hub, locate, events } = await setUp()
    let asked = 0
    hub.listingMischief = (_, response) => {
      if (asked++ > 0) return false
      response.writeHead(429, { 'retry-after': '1' }).end()
      return true
    }
    const started = performance.now()
    await locate()
    expect(performance.now() - started).toBeGreaterThan(990)
    const waits = events.flatMap(({ waiting }) => waiting ?? [])
    expect(waits).toEqual([{ url: expect.stringContaining(hub.url), reason: 'HTTP 429', seconds: 1 }])
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
