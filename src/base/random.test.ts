import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RandomStream } from './random.ts'

const take = (count: number, draw: () => number) => Array.from({ length: count }, draw)

describe('the generator', () => {
  test('is xoshiro128**: what the reference gives from the state 1, 2, 3, 4', () => {
    const stream = new RandomStream(0)
    stream.restore([1, 2, 3, 4])
    expect(take(10, () => stream.uint32())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ])
  })

  test('never changes: runs that were made with a seed must stay repeatable', () => {
    const stream = new RandomStream(42, 'order')
    expect(take(4, () => stream.uint32())).toEqual([3440754122, 2370770842, 1033018934, 1808355892])
  })

  test('seeds and labels give streams of their own', () => {
    const first = (seed: number, ...labels: (string | number)[]) => new RandomStream(seed, ...labels).uint32()
    const starts = [first(0), first(1), first(0, 'a'), first(0, 'b'), first(0, 'a', 1), first(0, '中')]
    expect(new Set(starts).size).toBe(starts.length)
    expect(first(7, 'x', 3)).toBe(first(7, 'x', 3))
  })
})

test('restore takes the state back to the bit', () => {
  const stream = new RandomStream(5)
  take(100, () => stream.uniform())
  const state = JSON.parse(JSON.stringify(stream.save()))
  const ahead = take(50, () => stream.uint32())
  const other = new RandomStream(999)
  other.restore(state)
  expect(take(50, () => other.uint32())).toEqual(ahead)
})

describe('distributions', () => {
  test('below: every value equally likely (chi-squared over ten values, seven standard deviations)', () => {
    const stream = new RandomStream(1)
    const counts = new Array(10).fill(0)
    for (let i = 0; i < 100_000; i++) counts[stream.below(10)]++
    const chi = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    expect(chi).toBeLessThan(9 + 7 * Math.sqrt(18))
  })

  test('uniform: in [0, 1), mean and variance', () => {
    const stream = new RandomStream(2)
    const values = take(100_000, () => stream.uniform())
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    expect(mean(values)).toBeCloseTo(0.5, 2)
    expect(variance(values)).toBeCloseTo(1 / 12, 2)
  })

  test('normal: mean, variance and tails', () => {
    const stream = new RandomStream(3)
    const values = take(100_000, () => stream.normal())
    expect(mean(values)).toBeCloseTo(0, 1)
    expect(variance(values)).toBeCloseTo(1, 1)
    expect(values.filter((value) => Math.abs(value) > 1.96).length / 100_000).toBeCloseTo(0.05, 2)
  })

  test('shuffle: a permutation, the argument untouched, every place equally likely', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (items, seed) => {
        const before = [...items]
        const shuffled = new RandomStream(seed).shuffle(items)
        expect(items).toEqual(before)
        expect([...shuffled].sort()).toEqual([...items].sort())
      }),
    )
    const stream = new RandomStream(4)
    const firsts = new Array(4).fill(0)
    for (let i = 0; i < 20_000; i++) firsts[stream.shuffle([0, 1, 2, 3])[0]!]++
    for (const count of firsts) expect(Math.abs(count - 5000)).toBeLessThan(5 * Math.sqrt(3750))
  })

  test('pick: an element of the list', () => {
    const stream = new RandomStream(6)
    expect(new Set(take(100, () => stream.pick([3, 5, 8])))).toEqual(new Set([3, 5, 8]))
  })
})

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const variance = (values: readonly number[]) => mean(values.map((value) => value ** 2)) - mean(values) ** 2
