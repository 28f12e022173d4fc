import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dealOut } from './cross-validate.ts'

const origin = { file: 'f', line: 1 }

test('folds: equal texts together, each label spread, sizes alike, the seed decides', () => {
  const texts = Array.from({ length: 40 }, (_, i) => `文本${i}`)
  const records = texts.map((text, i) => ({ text, label: i < 30 ? 'a' : 'b', origin }))
  const folds = dealOut(records, 5, 1)
  const counts = (label: string) =>
    [0, 1, 2, 3, 4].map((fold) => records.filter((r, i) => r.label === label && folds[i] === fold).length)
  expect(counts('a')).toEqual([6, 6, 6, 6, 6])
  expect(counts('b')).toEqual([2, 2, 2, 2, 2])
  expect(dealOut(records, 5, 1)).toEqual(folds)
  expect(dealOut(records, 5, 2)).not.toEqual(folds)
})

test('folds: no text is in two', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('甲', '乙', '丙', '丁', '戊'), { minLength: 1 }),
      fc.nat(9),
      (texts, seed) => {
        const records = texts.map((text) => ({ text, label: 'a', origin }))
        const distinct = new Set(texts).size
        if (distinct < 2) {
          expect(() => dealOut(records, 2, seed)).toThrowError(/E_FOLDS_COUNT/)
          return
        }
        const folds = dealOut(records, distinct, seed)
        const foldsOf = new Map(texts.map((text) => [text, new Set<number>()]))
        for (const [i, text] of texts.entries()) foldsOf.get(text)!.add(folds[i]!)
        expect([...foldsOf.values()].every(({ size }) => size === 1)).toBe(true)
        expect(new Set(folds).size).toBe(distinct)
      },
    ),
  )
})
