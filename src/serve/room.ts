import type { TaskInput } from '../tasks/index.ts'
import { type Refusal, refuse } from './errors.ts'
import type { Limits } from './limits.ts'
import { charactersIn } from './pace.ts'
import type { Pool } from './pool.ts'

/** What a pool says of its work. */
export type Queue = Pick<Pool, 'waiting' | 'waitingCharacters' | 'expectedWait' | 'expectedTime'>

/** Seconds: nobody is sent away for longer. */
const LONGEST_RETRY = 60

/**
 * Lets a request in where there is room for it.
 *
 * @param model its name
 * @throws Refusal 413 for what has never room, 503 when too much waits already
 */
export function requireRoom(queue: Queue, inputs: readonly TaskInput[], limits: Limits, model: string): void {
  const characters = charactersIn(inputs)
  // Waiting does not help what is larger than the whole queue, or takes longer than any request may.
  if (inputs.length > limits.queue)
    throw refuse('E_SERVE_TEXTS', { limit: limits.queue, count: inputs.length }, { where: 'text' })
  if (characters > limits.queueCharacters)
    throw refuse('E_SERVE_TOTAL', { limit: limits.queueCharacters, count: characters }, { where: 'text' })
  const time = queue.expectedTime(inputs) ?? 0
  if (time > limits.timeout) throw tooLong(time, limits)
  const wait = queue.expectedWait(inputs)
  const hasRoom =
    queue.waiting + inputs.length <= limits.queue &&
    queue.waitingCharacters + characters <= limits.queueCharacters &&
    wait <= limits.wait &&
    // Else it would be worked on in vain.
    wait + time <= limits.timeout
  if (!hasRoom) throw refuse('E_SERVE_QUEUE', { model }, { retryAfter: retryAfter(wait) })
}

/** What a request is told that was not done in time; its texts wait no more. */
export function timedOut(queue: Queue | undefined, inputs: readonly TaskInput[], limits: Limits): Refusal {
  const time = queue?.expectedTime(inputs)
  if (time !== undefined && time > limits.timeout) return tooLong(time, limits)
  // Where nothing tells how long it takes, nobody is sent to wait in vain.
  const facts = queue && time !== undefined ? { retryAfter: retryAfter(queue.expectedWait(inputs)) } : {}
  return refuse('E_SERVE_TIMEOUT', { seconds: limits.timeout }, facts)
}

const tooLong = (time: number, { timeout }: Limits): Refusal =>
  refuse('E_SERVE_TOO_LONG', { seconds: Math.ceil(time), limit: timeout }, { where: 'text' })

const retryAfter = (wait: number): number => Math.min(LONGEST_RETRY, Math.max(1, Math.ceil(wait)))
