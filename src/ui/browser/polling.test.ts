import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepAsking } from './polling.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('one question at a time, although the page is looked at again while one is open', async () => {
  const open: (() => void)[] = []
  let asked = 0
  let isHidden = false
  const heard: (number | string)[] = []
  const polling = keepAsking({
    question: () => {
      const number = ++asked
      return new Promise<number>((resolve, reject) =>
        open.push(() => (number === 2 ? reject(new Error('silent')) : resolve(number))),
      )
    },
    onAnswer: (value) => heard.push(value),
    onError: (error) => heard.push((error as Error).message),
    pauseMs: () => 1000,
    isHidden: () => isHidden,
  })
  const answer = async () => {
    for (const one of open.splice(0)) one()
    await vi.advanceTimersByTimeAsync(0)
  }
  polling.wake()
  polling.wake()
  expect(asked).toBe(1)
  await answer()
  await vi.advanceTimersByTimeAsync(1000)
  expect([asked, heard]).toEqual([2, [1]])
  await answer()
  expect(heard).toEqual([1, 'silent'])
  // Between two questions it wakes at once, and the pause before is given up.
  polling.wake()
  expect(asked).toBe(3)
  await vi.advanceTimersByTimeAsync(5000)
  expect(asked).toBe(3)
  await answer()
  isHidden = true
  polling.wake()
  await vi.advanceTimersByTimeAsync(5000)
  expect(asked).toBe(3)
  isHidden = false
  polling.wake()
  expect(asked).toBe(4)
  polling.end()
  await answer()
  await vi.advanceTimersByTimeAsync(5000)
  polling.wake()
  expect([asked, heard]).toEqual([4, [1, 'silent', 3]])
})
