// An open-loop load generator: requests leave at the times of a Poisson process whatever the answers do, and latency
// counts from the intended time, so that a server that stalls is charged for all that had to wait.
//
// As a module: import { runLoad } from './load.mjs'
// By itself:   node bench/load.mjs URL RATE SECONDS [BODY]
import http from 'node:http'
import { pathToFileURL } from 'node:url'

/** Numbers in [0, 1) that repeat with their seed (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** The value below which a share of sorted values lies. */
export function quantile(sorted, share) {
  if (sorted.length === 0) return Number.NaN
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]
}

/** p50, p95, p99 and the largest of some latencies in milliseconds. */
export function latencies(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const round = (value) => Math.round(value * 10) / 10
  return {
    count: sorted.length,
    p50: round(quantile(sorted, 0.5)),
    p95: round(quantile(sorted, 0.95)),
    p99: round(quantile(sorted, 0.99)),
    max: round(sorted.at(-1) ?? Number.NaN),
  }
}

/** One request. @returns status (0: no answer), Retry-After, body */
export function send(url, body, { headers = {}, agent } = {}) {
  return new Promise((resolve) => {
    const request = http.request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...headers,
        },
      },
      (answer) => {
        const parts = []
        answer.on('data', (part) => parts.push(part))
        answer.on('end', () =>
          resolve({
            status: answer.statusCode,
            retryAfter: answer.headers['retry-after'],
            text: Buffer.concat(parts).toString(),
          }),
        )
        answer.on('error', (error) => resolve({ status: 0, error: error.code }))
      },
    )
    request.on('error', (error) => resolve({ status: 0, error: error.code }))
    request.end(body)
  })
}

/**
 * Sends requests at a rate.
 *
 * @param options.url where to
 * @param options.bodyOf the body of the i-th request, a string
 * @param options.rate requests a second
 * @param options.seconds for how long
 * @param options.seed of the times
 * @param options.onAnswer hears each answer: status, text, retryAfter, latency in ms from the intended time, index
 * @returns counts by status, latencies of the 200s and of all others
 */
export async function runLoad({ url, bodyOf, rate, seconds, seed = 1, headers, onAnswer = () => {} }) {
  const random = randomNumbers(seed)
  const agent = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  const statuses = {}
  const [done, others, open] = [[], [], new Set()]
  const start = performance.now()
  let due = 0
  for (let index = 0; ; index++) {
    due += -Math.log(1 - random()) / rate
    if (due > seconds) break
    const intended = start + due * 1000
    const early = intended - performance.now()
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early))
    const sent = send(url, bodyOf(index), { headers, agent }).then((answer) => {
      const latency = performance.now() - intended
      const name = answer.status === 0 ? (answer.error ?? 'no answer') : answer.status
      statuses[name] = (statuses[name] ?? 0) + 1
      ;(answer.status === 200 ? done : others).push(latency)
      onAnswer({ ...answer, latency, index })
      open.delete(sent)
    })
    open.add(sent)
    // Lets answers in when the rate leaves no pause.
    if (index % 32 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(open)
  agent.destroy()
  const took = (performance.now() - start) / 1000
  return {
    offered: rate,
    seconds: took,
    statuses,
    throughput: done.length / took,
    accepted: latencies(done),
    refused: latencies(others),
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , url, rate, seconds, body = '{"text": "我在北京工作"}'] = process.argv
  if (seconds === undefined) {
    console.error('node bench/load.mjs URL RATE SECONDS [BODY]')
    process.exit(2)
  }
  console.log(
    JSON.stringify(
      await runLoad({ url, rate: Number(rate), seconds: Number(seconds), bodyOf: () => body }),
      null,
      2,
    ),
  )
}
