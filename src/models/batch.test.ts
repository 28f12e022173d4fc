import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packBatch } from './batch.ts'

const sequences = fc.array(
  fc
    .array(fc.integer({ min: 0, max: 21127 }), { minLength: 1, maxLength: 9 })
    .map((ids) => Int32Array.from(ids)),
  { minLength: 1, maxLength: 6 },
)
const heads = fc.integer({ min: 1, max: 4 })

test('every token stands once, in order, with its position', () => {
  fc.assert(
    fc.property(sequences, heads, (ids, count) => {
      const batch = packBatch(ids, count)
      expect([...batch.tokenIds]).toEqual(ids.flatMap((sequence) => [...sequence]))
      expect([...batch.positions]).toEqual(ids.flatMap((sequence) => [...sequence.keys()]))
      expect(batch.tokenTypes.every((type) => type === 0)).toBe(true)
      expect([batch.sequences, batch.tokens]).toEqual([ids.length, batch.tokenIds.length])
      expect(batch.slots).toBe(Math.max(...ids.map(({ length }) => length)))
      for (const [b, { length }] of ids.entries())
        expect(batch.starts[b + 1]! - batch.starts[b]!).toBe(length)
    }),
  )
})

test('slots and tokens point at each other, head by head; the rest is empty and masked', () => {
  fc.assert(
    fc.property(sequences, heads, (ids, count) => {
      const { slots, tokens, starts, slotRows, contextRows, tokenSlots, ...batch } = packBatch(ids, count)
      const filledSlots = new Set<number>()
      for (const [b, { length }] of ids.entries()) {
        for (let s = 0; s < slots; s++) {
          const isFilled = s < length
          expect(batch.filled[b * slots + s]).toBe(isFilled ? 1 : 0)
          if (isFilled) expect(batch.attentionMask[b * slots + s]).toBe(0)
          // So low that the softmax gives exactly 0 in float32.
          else expect(Math.exp(Math.fround(batch.attentionMask[b * slots + s]! + 1e4))).toBe(0)
          for (let head = 0; head < count; head++) {
            const slot = (b * count + head) * slots + s
            if (!isFilled) continue
            const token = starts[b]! + s
            expect(contextRows[slot]).toBe(token * count + head)
            // Queries, keys and values of a token lie side by side: three rows of heads a token.
            expect(slotRows[slot]).toBe(token * 3 * count + head)
            expect(tokenSlots[token * count + head]).toBe(slot)
            filledSlots.add(slot)
          }
        }
      }
      expect(filledSlots.size).toBe(tokens * count)
      // Empty slots read some row that exists; `filled` takes it out again.
      expect(slotRows.every((row) => row >= 0 && row < tokens * 3 * count)).toBe(true)
    }),
  )
})

test('segments are packed like tokens', () => {
  const batch = packBatch([Int32Array.of(1, 2), Int32Array.of(3)], 1, [Int32Array.of(0, 1), Int32Array.of(1)])
  expect([...batch.tokenTypes]).toEqual([0, 1, 1])
})
