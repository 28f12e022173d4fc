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
