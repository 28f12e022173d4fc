import { expect, test } from 'vitest'
import { limitsWith } from './limits.ts'
import { type Queue, requireRoom, timedOut } from './room.ts'

const limits = limitsWith({ wait: 10, timeout: 60 })
const inputs = [{ text: '好' }]

/** A queue that expects such seconds. */
const queueOf = (time: number | undefined, wait = 0, waiting = 0): Queue => ({
  waiting,
  waitingCharacters: waiting,
  expectedTime: () => time,
  expectedWait: () => wait,
})
const refusalOf = (queue: Queue): unknown => {
  try {
    requireRoom(queue, inputs, limits, 'a')
    return undefined
  } catch (error) {
    return error
  }
}

test('what fits is let in, and all that nothing is known of', () => {
  for (const queue of [queueOf(undefined), queueOf(59), queueOf(50, 10), queueOf(undefined, 10)])
    expect(refusalOf(queue)).toBeUndefined()
})

test('what alone takes longer than a request may is refused for good, however little waits', () => {
  const error = { code: 'E_SERVE_TOO_LONG', values: { seconds: 76, limit: 60 } }
  expect(refusalOf(queueOf(75.2))).toMatchObject({ status: 413, facts: { where: 'text' }, error })
  expect(refusalOf(queueOf(75.2))).not.toHaveProperty('facts.retryAfter')
  expect(refusalOf(queueOf(75.2, 100))).toMatchObject({ status: 413 })
})

test('too much before it: it may come again when that is done', () => {
  const busy = (retryAfter: number) => ({
    status: 503,
    error: { code: 'E_SERVE_QUEUE' },
    facts: { retryAfter },
  })
  expect(refusalOf(queueOf(undefined, 10.5))).toMatchObject(busy(11))
  expect(refusalOf(queueOf(undefined, 1000))).toMatchObject(busy(60))
  // By itself it would be in time.
  expect(refusalOf(queueOf(55, 6))).toMatchObject(busy(6))
  expect(refusalOf(queueOf(undefined, 0, limits.queue))).toMatchObject(busy(1))
})

test('what was not done in time: too long by itself, to be tried again, or nobody knows', () => {
  expect(timedOut(queueOf(75.2), inputs, limits)).toMatchObject({
    status: 413,
    error: { code: 'E_SERVE_TOO_LONG' },
  })
  const late = { status: 503, error: { code: 'E_SERVE_TIMEOUT' } }
  expect(timedOut(queueOf(5, 7.5), inputs, limits)).toMatchObject({ ...late, facts: { retryAfter: 8 } })
  for (const queue of [queueOf(undefined, 7.5), undefined]) {
    const refusal = timedOut(queue, inputs, limits)
    expect(refusal).toMatchObject(late)
    expect(refusal.facts).not.toHaveProperty('retryAfter')
  }
})
