import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Turns } from './turns.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Work of so many steps, each told as it is done. */
async function work(turns: Turns, name: string, steps: number, done: string[]): Promise<number> {
  const turn = await turns.take()
  for (let step = 1; step <= steps; step++) {
    vi.advanceTimersByTime(10)
    done.push(`${name}${step}`)
    if (step < steps) await turn.pause()
  }
  turn.end()
  return turn.ms
}

test('short work gets its turn in the midst of long work, and each is told its own time', async () => {
  const turns = new Turns()
  const done: string[] = []
  const long = work(turns, '长', 4, done)
  const short = work(turns, '短', 1, done)
  expect(await Promise.all([long, short])).toEqual([40, 10])
  expect(done).toEqual(['长1', '短1', '长2', '长3', '长4'])
})

test('two that are long take turns, and who asks in a pause comes next', async () => {
  const turns = new Turns()
  const done: string[] = []
  const first = work(turns, 'a', 3, done)
  const second = work(turns, 'b', 3, done)
  await Promise.all([first, second])
  expect(done).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'b3'])
  const turn = await turns.take()
  setImmediate(() => void work(turns, 'c', 1, done))
  await turn.pause()
  expect(done.at(-1)).toBe('c1')
  turn.end()
})
