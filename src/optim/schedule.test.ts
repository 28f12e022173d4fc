import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linearWithWarmup, warmupStepsOf } from './schedule.ts'

test('rises over the warmup, peaks once, falls to nothing', () => {
  const rates = Array.from({ length: 11 }, (_, step) => linearWithWarmup(step, 4, 10))
  const expected = [0, 1 / 4, 2 / 4, 3 / 4, 1, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0]
  for (const [step, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[step]!, 12)
})

test('without warmup the first step has the full rate', () => {
  expect(linearWithWarmup(0, 0, 5)).toBe(1)
  expect(linearWithWarmup(0, 0, 1)).toBe(1)
})

test('every factor is in [0, 1] and every step before the last learns something', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 600, noNaN: true }),
      (steps, warmup) => {
        const warmupSteps = warmupStepsOf(warmup, steps)
        expect(warmupSteps).toBeLessThanOrEqual(steps)
        for (let step = 0; step < steps; step++) {
          const factor = linearWithWarmup(step, warmupSteps, steps)
          expect(factor).toBeGreaterThanOrEqual(0)
          expect(factor).toBeLessThanOrEqual(1)
          if (step > 0) expect(factor).toBeGreaterThan(0)
        }
      },
    ),
  )
})

describe('warmup', () => {
  test.each([
    [0.1, 100, 10],
    [0, 100, 0],
    [1, 100, 1],
    [50, 100, 50],
    [500, 100, 100],
    [0.04, 10, 0],
  ])('%f of %i steps is %i', (warmup, steps, expected) => {
    expect(warmupStepsOf(warmup, steps)).toBe(expected)
  })
})
