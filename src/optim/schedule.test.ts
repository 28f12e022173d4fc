import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ScheduleKind, scheduleFactor, warmupStepsOf } from './schedule.ts'

const KINDS: readonly ScheduleKind[] = ['linear', 'cosine', 'constant']

test.each([
  ['linear', [1, 5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0]],
  // (1 + cos 30°) / 2 and so on.
  ['cosine', [1, (1 + Math.sqrt(3) / 2) / 2, 3 / 4, 1 / 2, 1 / 4, (1 - Math.sqrt(3) / 2) / 2, 0]],
  ['constant', [1, 1, 1, 1, 1, 1, 1]],
] as const)('%s: rises over the warmup, then goes its way', (kind, after) => {
  const rates = Array.from({ length: 11 }, (_, step) => scheduleFactor(kind, step, 4, 10))
  const expected = [0, 1 / 4, 2 / 4, 3 / 4, ...after]
  for (const [step, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[step]!, 12)
})

test.each(KINDS)('%s: without warmup the first step has the full rate', (kind) => {
  expect(scheduleFactor(kind, 0, 0, 5)).toBe(1)
  expect(scheduleFactor(kind, 0, 0, 1)).toBe(1)
})

test('every factor is in [0, 1] and every step before the last learns something', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...KINDS),
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 600, noNaN: true }),
      (kind, steps, warmup) => {
        const warmupSteps = warmupStepsOf(warmup, steps)
        expect(warmupSteps).toBeLessThanOrEqual(steps)
        for (let step = 0; step < steps; step++) {
          const factor = scheduleFactor(kind, step, warmupSteps, steps)
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
