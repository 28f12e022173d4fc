import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chainFeeds, layChains, slotOf } from './chains.ts'

test('every row of a chain has a slot of its own, behind the row before it', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }), (lengths) => {
      let rows = 0
      const chains = lengths.map((length) => Int32Array.from({ length }, () => rows++))
      const layout = layChains(chains, rows)
      expect(layout.steps).toBe(Math.max(1, ...lengths))
      expect(layout.lanes).toBeLessThanOrEqual(Math.max(1, lengths.length))
      const [slotRows, linked] = ['slotRows', 'linked'].map((name) => chainFeeds(layout)[name]!.data)
      const seen = new Set<number>()
      for (const [index, chain] of chains.entries()) {
        for (const [t, row] of chain.entries()) {
          const slot = slotOf(layout, index, t)
          expect(seen.has(slot)).toBe(false)
          seen.add(slot)
          expect([slotRows![slot], linked![slot]]).toEqual([row, t > 0 ? 1 : 0])
          if (t > 0) expect(slot).toBe(slotOf(layout, index, t - 1) + layout.lanes)
        }
      }
      const filled = Array.from(linked as Float32Array)
      expect(filled.slice(0, layout.lanes)).toEqual(new Array(layout.lanes).fill(0))
      expect(filled.reduce((sum, one) => sum + one, 0)).toBe(
        chains.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0),
      )
    }),
  )
})

test('short chains share a lane', () => {
  const chains = [4, 1, 2, 3].map((length) => new Int32Array(length))
  expect(layChains(chains, 10)).toMatchObject({ steps: 4, lanes: 3 })
})
