import { describe, expect, test, vi } from 'vitest'
import { ApiError, isPassing, retryMs, secondsOf } from './api-error.ts'
import { keepAsking } from './polling.ts'
import { storedLanguage, storeLanguage } from './stored-language.ts'

const refused = (status: number, retryAfter?: number) =>
  new ApiError(status, { code: 'E_X', what: '', fix: '' }, retryAfter)

describe('what fails for a while', () => {
  test('is told from what fails for good', () => {
    expect([429, 502, 503].map((status) => isPassing(refused(status)))).toEqual([true, true, true])
    expect([400, 401, 404, 413, 422, 500, 504].some((status) => isPassing(refused(status)))).toBe(false)
    expect(isPassing(new TypeError('Failed to fetch'))).toBe(true)
  })

  test('is asked again later each time, or as the server wishes', () => {
    const silent = new TypeError('Failed to fetch')
    expect([1, 2, 3, 4, 5, 40].map((count) => retryMs(silent, count))).toEqual([
      1000, 2000, 4000, 8000, 15_000, 15_000,
    ])
    expect([0, 7, 3600].map((seconds) => retryMs(refused(503, seconds), 5))).toEqual([1000, 7000, 60_000])
    expect(['7', null, 'Wed, 21 Oct 2026 07:28:00 GMT', '-1'].map(secondsOf)).toEqual([
      7,
      ...[undefined, undefined, undefined],
    ])
  })

  test('is asked until there is an answer, then no more', async () => {
    vi.useFakeTimers()
    try {
      let asked = 0
      const heard: unknown[] = []
      const counts: (number | undefined)[] = []
      const polling = keepAsking({
        question: async () => {
          asked++
          if (asked < 3 || asked === 4) throw refused(503)
          return 'answer'
        },
        onAnswer: (value) => heard.push(value),
        onError: (error) => heard.push((error as ApiError).status),
        pauseMs(_, failed) {
          counts.push(failed?.count)
          return failed ? retryMs(failed.error, failed.count) : null
        },
        isHidden: () => false,
      })
      await vi.advanceTimersByTimeAsync(999)
      expect(asked).toBe(1)
      await vi.advanceTimersByTimeAsync(2001)
      expect(heard).toEqual([503, 503, 'answer'])
      await vi.advanceTimersByTimeAsync(600_000)
      expect(asked).toBe(3)
      // Woken, it counts anew.
      polling.wake()
      await vi.advanceTimersByTimeAsync(0)
      expect(counts).toEqual([1, 2, undefined, 1])
      polling.end()
      await vi.advanceTimersByTimeAsync(600_000)
      expect(asked).toBe(4)
    } finally {
      vi.useRealTimers()
    }
  })
})

test('the language is kept where the browser keeps anything', () => {
  const kept = new Map<string, string>()
  const storage = () => ({
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  })
  expect(storedLanguage(storage)).toBeUndefined()
  storeLanguage('en', storage)
  expect(storedLanguage(storage)).toBe('en')
  for (const key of kept.keys()) kept.set(key, 'fr')
  expect(storedLanguage(storage)).toBeUndefined()
  const blocked = () => {
    throw new DOMException('access is denied', 'SecurityError')
  }
  expect(storedLanguage(blocked)).toBeUndefined()
  expect(() => storeLanguage('zh', blocked)).not.toThrow()
})
