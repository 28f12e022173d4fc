import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { planPadded } from './plan-padded.ts'

test('every sequence goes once, among its like, in batches that are not too large', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 2, max: 300 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 900 }),
      (lengths, slots) => {
        const batches = planPadded(lengths, slots)
        expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index))
        for (const batch of batches) {
          const own = batch.map((index) => lengths[index]!)
          const longest = Math.max(...own)
          if (batch.length > 1) expect(longest * batch.length).toBeLessThanOrEqual(slots)
          expect(Math.min(...own)).toBeGreaterThanOrEqual(longest * 0.75)
        }
      },
    ),
  )
})
