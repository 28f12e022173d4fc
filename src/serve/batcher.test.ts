import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Batcher } from './batcher.ts'

interface Job {
  readonly id: number
  readonly length: number
  readonly kind: string
  readonly arrived: number
  readonly due: () => number
}

const limits = { maxDelay: 5, tokens: 100, texts: 4 }
const job = (id: number, length: number, arrived = 0, kind = 'a', due = arrived): Job => ({
  id,
  length,
  kind,
  arrived,
  due: () => due,
})
const idsOf = (next: ReturnType<Batcher<Job>['next']>) =>
  next && 'batch' in next ? next.batch.map(({ id }) => id) : next

function batcherOf(jobs: readonly Job[]): Batcher<Job> {
  const batcher = new Batcher<Job>(limits)
  for (const own of jobs) batcher.add(own)
  return batcher
}

test('a text that comes alone is read at once', () => {
  const batcher = batcherOf([job(0, 10)])
  expect(idsOf(batcher.next(0))).toEqual([0])
  expect(batcher.next(0)).toBeUndefined()
  batcher.add(job(1, 10, 1))
  expect(idsOf(batcher.next(1))).toEqual([1])
})

test('where there is company a text waits for it, so long and no longer', () => {
  const batcher = batcherOf([job(0, 10), job(1, 10)])
  expect(idsOf(batcher.next(0))).toEqual([0, 1])
  batcher.add(job(2, 10, 10))
  expect(batcher.next(12)).toEqual({ waitMs: 3 })
  expect(idsOf(batcher.next(15))).toEqual([2])
  batcher.add(job(3, 10, 20))
  expect(batcher.next(20, true)).toEqual({ waitMs: 5 })
  batcher.add(job(4, 95, 20))
  // Enough for a batch: nothing to wait for.
  expect(idsOf(batcher.next(20, true))).toEqual([3])
})

test('a text that waited for a worker waits for those who were answered with the last batch', () => {
  const batcher = batcherOf([job(0, 10), job(1, 10)])
  expect(idsOf(batcher.next(0))).toEqual([0, 1])
  batcher.add(job(2, 10, 10))
  batcher.freed(100)
  expect(batcher.next(100)).toEqual({ waitMs: 5 })
  batcher.add(job(3, 10, 102))
  batcher.add(job(4, 10, 102))
  expect(batcher.next(102)).toEqual({ waitMs: 3 })
  // As many as go in a batch: nothing to wait for.
  batcher.add(job(5, 10, 103))
  expect(idsOf(batcher.next(103))).toEqual([2, 3, 4, 5])
})

test('the oldest and those of like length go together, within the limits', () => {
  const lengths = [20, 70, 22, 60, 18, 25, 21]
  const batcher = batcherOf(lengths.map((length, id) => job(id, length)))
  expect(idsOf(batcher.next(9))).toEqual([0, 6, 2, 4])
  expect(idsOf(batcher.next(9))).toEqual([1, 5])
  expect([batcher.size, batcher.length]).toEqual([1, 60])
})

test('kinds do not mix, and a text longer than a batch is one by itself', () => {
  const batcher = batcherOf([job(0, 500), job(1, 10, 0, 'b'), job(2, 10)])
  expect(idsOf(batcher.next(9))).toEqual([0])
  expect(idsOf(batcher.next(9))).toEqual([1])
})

test('beside a long text only others are read, the first of them that is due', () => {
  const batcher = batcherOf([job(0, 500), job(1, 10), job(2, 101), job(3, 10, 0, 'a', -1)])
  expect(batcher.workDue(0, 'long')).toEqual({ batches: 2, characters: 601 })
  expect(batcher.workDue(0, 'short')).toEqual({ batches: 0.5, characters: 20 })
  expect(idsOf(batcher.next(9, false, true))).toEqual([3, 1])
  expect(batcher.next(9, false, true)).toBeUndefined()
  expect(idsOf(batcher.next(9))).toEqual([0])
  expect(idsOf(batcher.next(9))).toEqual([2])
})

test('what nobody waits for is taken out', () => {
  const gone = job(0, 10)
  const batcher = batcherOf([gone, job(1, 20)])
  batcher.remove(new Set([gone]))
  expect([batcher.size, batcher.length]).toEqual([1, 20])
  expect(idsOf(batcher.next(9))).toEqual([1])
})

test('every text is read once, and the oldest is in every batch', () => {
  const anyJobs = fc.array(fc.tuple(fc.integer({ min: 1, max: 150 }), fc.constantFrom('a', 'b')), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(anyJobs, (all) => {
      const batcher = batcherOf(all.map(([length, kind], id) => job(id, length, 0, kind)))
      const seen: number[] = []
      while (batcher.size > 0) {
        const { batch } = batcher.next(1000) as { batch: Job[] }
        const length = batch.reduce((sum, own) => sum + own.length, 0)
        expect(batch.length === 1 || (length <= limits.tokens && batch.length <= limits.texts)).toBe(true)
        expect(new Set(batch.map(({ kind }) => kind)).size).toBe(1)
        for (const { id } of batch) seen.push(id)
        // The one that was first is never left behind.
        const left = all.map((_, id) => id).filter((id) => !seen.includes(id))
        expect(batch[0]!.id).toBeLessThan(left[0] ?? Number.POSITIVE_INFINITY)
      }
      expect(seen.sort((a, b) => a - b)).toEqual(all.map((_, id) => id))
      expect(batcher.length).toBe(0)
    }),
  )
})

test('a small request goes before the rest of a large one, and the rest before those that come later', () => {
  const large = [0, 1, 2].map((id) => job(id, 60, 0, 'a', 100 * id))
  const batcher = batcherOf(large)
  expect(idsOf(batcher.next(10))).toEqual([0])
  batcher.add(job(3, 60, 20))
  expect(batcher.workDue(20, 'short')).toEqual({ batches: 0.6, characters: 60 })
  expect(batcher.workDue(100, 'short')).toEqual({ batches: 1.2, characters: 120 })
  expect(idsOf(batcher.next(120))).toEqual([3])
  batcher.add(job(4, 60, 130))
  expect(idsOf(batcher.next(220))).toEqual([1])
  expect(idsOf(batcher.next(320))).toEqual([4])
  expect(idsOf(batcher.next(420))).toEqual([2])
})
