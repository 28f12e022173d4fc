import { afterEach, expect, test, vi } from 'vitest'
import type { TaskInput } from '../tasks/index.ts'
import { FACTS } from './_testing.case.ts'
import { DEFAULT_BATCHING } from './limits.ts'
import { Metrics } from './metrics.ts'
import { Pool, PoolEnded } from './pool.ts'
import type { ServeWorker } from './serve-worker.ts'

/** What a worker does with texts, by the time that it takes. */
type Read = (texts: readonly TaskInput[], signal: AbortSignal) => Promise<unknown>

const death = () => Object.assign(new Error('died'), { code: 'E_WORKER_DIED' })

const newPool = (read: Read, count = 1) => {
  const predict: ServeWorker['predict'] = async (texts, _scores, signal) => {
    const start = performance.now()
    await read(texts, signal)
    return { predictions: texts.map(() => ({})), ms: performance.now() - start }
  }
  const worker = () => ({ facts: FACTS, predict, close: async () => {} })
  return new Pool(Array.from({ length: count }, worker), {
    name: 'a',
    batching: { ...DEFAULT_BATCHING, texts: 2 },
    metrics: new Metrics(),
    reopen: async () => worker(),
    onError: () => {},
  })
}

afterEach(() => {
  vi.useRealTimers()
})

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
  const pool = newPool(async () => {
    throw death()
  }, 2)
  const { signal } = new AbortController()
  // A text alone is read once more: then it is taken for what they died of.
  await expect(pool.predict([{ text: '甲' }], false, signal)).rejects.toThrow('died')
  expect(pool.isAlive).toBe(false)
  expect(vi.getTimerCount()).toBe(2)
  await pool.retire()
  expect(vi.getTimerCount()).toBe(0)
})

test('short texts make no long one dear, and of what is read that is waited for which is left', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  let done = () => {}
  let isHeld = false
  const pool = newPool(async (texts) => {
    if (isHeld)
      await new Promise<void>((resolve) => {
        done = resolve
      })
    else for (const { text } of texts) vi.advanceTimersByTime(8 + 0.1 * (text.length + 2))
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
  expect(pool.expectedWait([long])).toBeLessThan(10)
  expect(pool.expectedWait([short])).toBeLessThan(1)
  vi.advanceTimersByTime(2008)
  done()
  await first
  expect(pool.expectedTime([long])).toBeCloseTo(2, 1)
  expect(pool.expectedTime(new Array(50).fill(long))).toBeCloseTo(100, -1)
  const second = read(long)
  expect(pool.expectedWait([long])).toBeCloseTo(2, 1)
  // Its turn comes after one batch of the long text.
  expect(pool.expectedWait([short])).toBeCloseTo(0.06, 2)
  vi.advanceTimersByTime(1500)
  expect(pool.expectedWait([long])).toBeCloseTo(0.5, 1)
  vi.advanceTimersByTime(5000)
  expect(pool.expectedWait([long])).toBe(0)
  expect(pool.expectedWait([short])).toBe(0)
  done()
  await second
  await pool.close()
})

test('a machine that gets slower while it reads a large request keeps small ones no longer than a batch or two', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const batches: string[] = []
  let slowness = 1
  let small: Promise<unknown> | undefined
  const { signal } = new AbortController()
  const pool = newPool(async ([first]) => {
    batches.push(first!.text)
    vi.advanceTimersByTime(slowness * (8 + 0.1 * first!.text.length))
    // Overdue by then would be half of the large request, by what was measured before it.
    if (batches.length === 31) small = pool.predict([{ text: '小' }], false, signal)
  })
  const large = { text: '大'.repeat(1022) }
  for (let i = 0; i < 20; i++) await pool.predict([large], false, signal)
  slowness = 10
  await pool.predict(new Array(40).fill(large), false, signal)
  await small
  expect(batches.length).toBe(61)
  expect(batches.indexOf('小')).toBeLessThan(34)
  await pool.close()
})

/** Batches that are held until they are let go. */
function heldPool() {
  const held: { readonly text: string; readonly signal: AbortSignal; end(error?: Error): void }[] = []
  const pool = newPool(
    ([first], signal) =>
      new Promise<void>((resolve, reject) => {
        held.push({
          text: first!.text.slice(0, 1),
          signal,
          end: (error) => (error ? reject(error) : resolve()),
        })
      }),
  )
  const read = (name: string, length = 1, signal = new AbortController().signal) =>
    pool.predict([{ text: name.repeat(length) }], false, signal)
  return { pool, read, held, names: () => held.map(({ text }) => text).join('') }
}

test('a short text is read beside a long one, one batch at a time; another long one waits', async () => {
  const { pool, read, held, names } = heldPool()
  const answers = [read('长', 1000), read('另', 1000), read('短'), read('小')]
  expect(names()).toBe('长短')
  held[1]!.end()
  await answers[2]
  expect(names()).toBe('长短小')
  held[2]!.end()
  await answers[3]
  held[0]!.end()
  await answers[0]
  expect(names()).toBe('长短小另')
  held[3]!.end()
  await answers[1]
  await pool.retire()
})

test('a worker that dies with two batches has died once, and another reads both again', async () => {
  vi.useFakeTimers()
  const { pool, read, held, names } = heldPool()
  const answers = [read('长', 1000), read('短')]
  for (const { end } of held) end(death())
  await vi.advanceTimersByTimeAsync(0)
  expect(pool.isAlive).toBe(false)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(names()).toBe('长短长')
  held[2]!.end()
  await answers[0]
  expect(names()).toBe('长短长短')
  held[3]!.end()
  await answers[1]
  await pool.close()
})

test('of two texts that a worker died with the one that is to blame fails, and not the other', async () => {
  vi.useFakeTimers()
  const { pool, read, held, names } = heldPool()
  const answers = [read('长', 1000), read('短')]
  for (const { end } of held) end(death())
  await vi.advanceTimersByTimeAsync(1000)
  // What comes now goes neither beside it, nor is it in its way.
  const other = read('另', 1000)
  held[2]!.end(death())
  await expect(answers[0]).rejects.toThrow('died')
  await vi.advanceTimersByTimeAsync(1000)
  expect(names()).toBe('长短长短')
  held[3]!.end()
  await answers[1]
  expect(names()).toBe('长短长短另')
  held[4]!.end()
  await other
  await pool.retire()
})

test('what a worker died with is not read beside a text that is long', async () => {
  vi.useFakeTimers()
  const { pool, read, held, names } = heldPool()
  const short = read('短')
  held[0]!.end(death())
  const long = read('长', 1000)
  await vi.advanceTimersByTimeAsync(1000)
  expect(names()).toBe('短长')
  held[1]!.end()
  await long
  expect(names()).toBe('短长短')
  held[2]!.end()
  await short
  await pool.retire()
})

test('a pool that ends waits for no text of its last worker, which died with two batches', async () => {
  const { pool, read, held } = heldPool()
  const answers = [read('长', 1000), read('短')].map((answer) => expect(answer).rejects.toThrow(PoolEnded))
  const retired = pool.retire()
  for (const { end } of held) end(death())
  await Promise.all(answers)
  await retired
})

test('what is read for nobody is given up, and what is read for others is not', async () => {
  const { pool, read, held } = heldPool()
  const gone = new AbortController()
  const long = read('长', 1000, gone.signal)
  const short = read('短')
  gone.abort(new Error('gone'))
  await expect(long).rejects.toThrow('gone')
  expect(held.map(({ signal }) => signal.aborted)).toEqual([true, false])
  held[0]!.end(new Error('given up'))
  held[1]!.end()
  await short
  await pool.retire()
})
