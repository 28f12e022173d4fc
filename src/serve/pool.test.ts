import { expect, test, vi } from 'vitest'
import { FACTS } from './_testing.case.ts'
import { DEFAULT_BATCHING } from './limits.ts'
import { Metrics } from './metrics.ts'
import { Pool } from './pool.ts'
import type { ServeWorker } from './serve-worker.ts'

const newPool = (predict: ServeWorker['predict'], count = 1) => {
  const worker = () => ({ facts: FACTS, predict, close: async () => {} })
  return new Pool(Array.from({ length: count }, worker), {
    name: 'a',
    batching: { ...DEFAULT_BATCHING, texts: 2 },
    metrics: new Metrics(),
    reopen: async () => worker(),
    onError: () => {},
  })
}

test('what failed in a batch is not read again for somebody who has gone', async () => {
  const batches: string[][] = []
  let fail = () => {}
  const pool = newPool((texts) => {
    batches.push(texts.map(({ text }) => text))
    return new Promise((_, reject) => {
      fail = () => reject(new Error('too much'))
    })
  })
  const giveUp = new AbortController()
  const answer = pool.predict([{ text: '甲' }, { text: '乙' }], false, giveUp.signal)
  giveUp.abort(new Error('gone'))
  await expect(answer).rejects.toThrow('gone')
  fail()
  await pool.retire()
  expect(batches).toEqual([['甲', '乙']])
})

test('a pool that ends replaces none of several workers that died', async () => {
  vi.useFakeTimers()
  try {
    const died = Object.assign(new Error('died'), { code: 'E_WORKER_DIED' })
    const pool = newPool(async () => {
      throw died
    }, 2)
    const { signal } = new AbortController()
    for (const text of ['甲', '乙'])
      await expect(pool.predict([{ text }], false, signal)).rejects.toThrow('died')
    expect(pool.isAlive).toBe(false)
    expect(vi.getTimerCount()).toBe(2)
    await pool.retire()
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

test('short texts make no long one dear, and of what is read that is waited for which is left', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    let done = () => {}
    let isHeld = false
    const pool = newPool(async (texts) => {
      if (isHeld)
        await new Promise<void>((resolve) => {
          done = resolve
        })
      else for (const { text } of texts) vi.advanceTimersByTime(8 + 0.1 * (text.length + 2))
      return texts.map(() => ({}))
    })
    const { signal } = new AbortController()
    const short = { text: '我' }
    const long = { text: '我'.repeat(20_000) }
    const read = (...inputs: { text: string }[]) => pool.predict(inputs, false, signal)
    for (let i = 0; i < 60; i++) await read(short)
    expect(pool.expectedTime([long])).toBeUndefined()
    isHeld = true
    const first = read(long)
    // As characters a millisecond of the short ones it would be a minute.
    expect(pool.expectedWait([short])).toBeLessThan(1)
    vi.advanceTimersByTime(2008)
    done()
    await first
    expect(pool.expectedTime([long])).toBeCloseTo(2, 1)
    expect(pool.expectedTime(new Array(50).fill(long))).toBeCloseTo(100, -1)
    const second = read(long)
    expect(pool.expectedWait([short])).toBeCloseTo(2, 1)
    vi.advanceTimersByTime(1500)
    expect(pool.expectedWait([short])).toBeCloseTo(0.5, 1)
    vi.advanceTimersByTime(5000)
    expect(pool.expectedWait([short])).toBe(0)
    done()
    await second
    await pool.close()
  } finally {
    vi.useRealTimers()
  }
})

test('a machine that gets slower while it reads a large request keeps small ones no longer than a batch or two', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    const batches: string[] = []
    let slowness = 1
    let small: Promise<unknown> | undefined
    const { signal } = new AbortController()
    const pool = newPool(async ([first]) => {
      batches.push(first!.text)
      vi.advanceTimersByTime(slowness * (8 + 0.1 * first!.text.length))
      // Overdue by then would be half of the large request, by what was measured before it.
      if (batches.length === 31) small = pool.predict([{ text: '小' }], false, signal)
      return [{}]
    })
    const large = { text: '大'.repeat(1022) }
    for (let i = 0; i < 20; i++) await pool.predict([large], false, signal)
    slowness = 10
    await pool.predict(new Array(40).fill(large), false, signal)
    await small
    expect(batches.length).toBe(61)
    expect(batches.indexOf('小')).toBeLessThan(34)
    await pool.close()
  } finally {
    vi.useRealTimers()
  }
})
