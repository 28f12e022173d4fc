import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { planEpoch, planParts, planPass } from './batching.ts'

const lengths = fc.array(fc.integer({ min: 2, max: 256 }), { minLength: 1, maxLength: 400 })
const slotsOf = (batch: readonly number[], list: readonly number[]) =>
  batch.length * Math.max(...batch.map((i) => list[i]!))
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

function expectEachOnce(batches: readonly (readonly number[])[], count: number): void {
  expect(batches.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
  for (const batch of batches) expect(batch.length).toBeGreaterThan(0)
}

describe('an epoch', () => {
  const plan = (list: readonly number[], size: number, seed: number) =>
    planEpoch(list, size, new RandomStream(seed))

  test('has every example once, in batches of the size but the last', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 40 }), fc.nat(), (list, size, seed) => {
        const batches = plan(list, size, seed)
        expectEachOnce(batches, list.length)
        expect(batches).toHaveLength(Math.ceil(list.length / size))
        const smaller = batches.filter(({ length }) => length !== size)
        expect(smaller.length).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('repeats with the seed and differs without; epochs of one run differ', () => {
    const list = Array.from({ length: 200 }, (_, i) => 10 + (i % 50))
    expect(plan(list, 8, 1)).toEqual(plan(list, 8, 1))
    expect(plan(list, 8, 1)).not.toEqual(plan(list, 8, 2))
    const random = new RandomStream(1)
    expect(planEpoch(list, 8, random)).not.toEqual(planEpoch(list, 8, random))
  })

  test('puts like lengths together, but not in order of length', () => {
    const random = new RandomStream(3)
    const list = Array.from({ length: 2000 }, () => 5 + random.below(200))
    const batches = plan(list, 16, 1)
    const slots = sum(batches.map((batch) => batch.length * Math.max(...batch.map((i) => list[i]!))))
    expect(slots / sum(list)).toBeLessThan(1.1)
    // Few enough for one pool, where only the last shuffle keeps short batches from coming first.
    const onePool = plan(list.slice(0, 400), 16, 1)
    const firsts = onePool.map((batch) => list[batch[0]!]!)
    expect(firsts).not.toEqual([...firsts].sort((a, b) => a - b))
  })
})

describe('a pass without learning', () => {
  test('keeps to its limits; only a single example may exceed the tokens', () => {
    fc.assert(
      fc.property(
        lengths,
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 9 }),
        (list, most, count) => {
          const batches = planPass(list, most, count)
          expectEachOnce(batches, list.length)
          for (const batch of batches) {
            expect(batch.length).toBeLessThanOrEqual(count)
            if (batch.length === 1) continue
            expect(sum(batch.map((i) => list[i]!))).toBeLessThanOrEqual(most)
            expect(slotsOf(batch, list)).toBeLessThanOrEqual(4 * most)
          }
          const order = batches.flat().map((i) => list[i]!)
          expect(order).toEqual([...order].sort((a, b) => b - a))
        },
      ),
    )
  })

  test('a long text goes with few short ones: their attention would be as wide as its own', () => {
    const list = [512, ...new Array(500).fill(6)]
    const batches = planPass(list, 4096, 256)
    expect(Math.max(...batches.map((batch) => slotsOf(batch, list)))).toBe(16384)
    expect(batches.map(({ length }) => length)).toEqual([32, 256, 213])
  })

  test('of nothing is nothing', () => {
    expect(planPass([], 10, 10)).toEqual([])
  })
})

test('the parts of a step hold every example once, about equally much', () => {
  fc.assert(
    fc.property(lengths, fc.integer({ min: 50, max: 4000 }), (list, most) => {
      const parts = planParts(list, most)
      expectEachOnce(parts, list.length)
      const widest = list.length * Math.max(...list)
      if (widest <= 4 * most) expect(parts.length).toBeLessThanOrEqual(Math.ceil(sum(list) / most))
      const share = Math.ceil(sum(list) / Math.ceil(sum(list) / most))
      for (const part of parts)
        expect(sum(part.map((i) => list[i]!))).toBeLessThanOrEqual(share + Math.max(...list))
      for (const part of parts) if (part.length > 1) expect(slotsOf(part, list)).toBeLessThanOrEqual(4 * most)
    }),
  )
})

test('a step of few tokens goes in parts where most of its attention would be padding', () => {
  const skewed = [512, ...new Array(63).fill(8)]
  expect(planParts(skewed, 2048).map(({ length }) => length)).toEqual([16, 48])
  expect(planParts(new Array(64).fill(32), 2048)).toHaveLength(1)
})
