import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import cases from '../../test/golden/metrics/classes.json' with { type: 'json' }
import { scoreClasses } from './classes.ts'

const LABELS = ['体育', '财经', '娱乐', '10', '2', '__proto__']
const answers = fc.array(fc.tuple(fc.constantFrom(...LABELS), fc.constantFrom(...LABELS)))

describe('scoreClasses', () => {
  it('agrees with scikit-learn', () => {
    expect(cases.length).toBeGreaterThan(50)
    for (const entry of cases) {
      const { labels } = entry
      const named = (indices: number[]) => indices.map((index) => labels[index]!)
      const scores = scoreClasses(named(entry.gold), named(entry.predicted), labels)
      const hint = JSON.stringify(entry)
      expect(scores.confusion, hint).toEqual(entry.confusion)
      expect(scores.accuracy, hint).toBeCloseTo(entry.accuracy, 12)
      expect(scores.macroF1, hint).toBeCloseTo(entry.macroF1, 12)
      expect(scores.microF1, hint).toBeCloseTo(entry.microF1, 12)
      for (const [at, [precision, recall, f1, support]] of entry.perClass.entries()) {
        const row = scores.perClass[labels[at]!]!
        expect(row.precision, hint).toBeCloseTo(precision!, 12)
        expect(row.recall, hint).toBeCloseTo(recall!, 12)
        expect(row.f1, hint).toBeCloseTo(f1!, 12)
        expect(row.support, hint).toBe(support)
      }
    }
  })

  it('has a confusion matrix that holds every text, and a micro F1 that is the accuracy', () => {
    fc.assert(
      fc.property(answers, (pairs) => {
        const gold = pairs.map(([truth]) => truth)
        const predicted = pairs.map(([, guess]) => guess)
        const scores = scoreClasses(gold, predicted, LABELS)
        expect(scores.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(pairs.length)
        expect(scores.microF1).toBeCloseTo(scores.accuracy, 12)
        for (const label of LABELS)
          expect(scores.perClass[label]!.support).toBe(gold.filter((truth) => truth === label).length)
      }),
    )
  })

  it('lets a class that never occurs lower the macro F1', () => {
    expect(scoreClasses(['甲'], ['甲'], ['甲', '乙'])).toMatchObject({ accuracy: 1, macroF1: 0.5 })
  })

  it.each([
    [
      ['甲', '丙'],
      ['甲', '甲'],
    ],
    [
      ['甲', '甲'],
      ['甲', '丙'],
    ],
  ])('refuses a class that is not in the list: %j %j', (gold, predicted) => {
    expect(() => scoreClasses(gold, predicted, ['甲', '乙'])).toThrowError(
      expect.objectContaining({
        code: 'E_METRICS_UNKNOWN_CLASS',
        values: { label: '丙', index: 1, labels: '甲, 乙' },
      }),
    )
  })

  it('refuses repeated classes and lists that do not pair up', () => {
    expect(() => scoreClasses([], [], ['甲', '甲'])).toThrowError(/E_METRICS_REPEATED_CLASS/)
    expect(() => scoreClasses(['甲'], [], ['甲'])).toThrowError(/E_METRICS_UNEQUAL_LENGTHS/)
  })
})
