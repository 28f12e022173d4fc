import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import cases from '../../test/golden/evaluation/thresholds.json' with { type: 'json' }
import { scoreMultiLabel } from './multi-label.ts'
import { chooseThresholds } from './thresholds.ts'

const LABELS = ['甲', '乙', '__proto__']

describe('chooseThresholds', () => {
  it('reaches the best F1 that scikit-learn finds on any threshold', () => {
    expect(cases.length).toBeGreaterThan(10)
    for (const { scores, gold, labels, global, perLabel } of cases) {
      const found = chooseThresholds(scores, gold, labels)
      expect(found.global.f1).toBeCloseTo(global, 12)
      for (const [at, label] of labels.entries())
        expect(found.perLabel[label]!.f1).toBeCloseTo(perLabel[at]!, 12)
    }
  })

  it('gives thresholds that do what they promise', () => {
    const score = fc.double({ min: 0, max: 1, noNaN: true })
    const text = fc.tuple(fc.subarray(LABELS), fc.tuple(score, score, score))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        const gold = texts.map(([labels]) => labels)
        const scores = texts.map(([, row]) => row)
        const { global, perLabel, atHalf } = chooseThresholds(scores, gold, LABELS)
        const scored = (thresholdOf: (label: string) => number) =>
          scoreMultiLabel(
            gold,
            scores.map((row) => LABELS.filter((label, at) => row[at]! >= thresholdOf(label))),
            LABELS,
          )
        expect(scored(() => global.threshold).micro.f1).toBeCloseTo(global.f1, 12)
        expect(scored(() => 0.5).micro.f1).toBeCloseTo(atHalf, 12)
        const apart = scored((label) => perLabel[label]!.threshold)
        for (const label of LABELS) expect(apart.perLabel[label]!.f1).toBeCloseTo(perLabel[label]!.f1, 12)
        expect(global.f1).toBeGreaterThanOrEqual(atHalf)
      }),
    )
  })

  it('keeps 0.5 where nothing speaks for another', () => {
    const { global, perLabel } = chooseThresholds([[0.9, 0.2, 0]], [['甲']], LABELS)
    expect(perLabel.甲).toEqual({ threshold: 0.5, f1: 1, positives: 1 })
    expect(perLabel.乙).toEqual({ threshold: 0.5, f1: 0, positives: 0 })
    expect(global.threshold).toBe(0.5)
  })

  it('may predict a label for every text', () => {
    expect(chooseThresholds([[0]], [['甲']], ['甲']).perLabel.甲).toEqual({
      threshold: 0,
      f1: 1,
      positives: 1,
    })
  })

  it('refuses an unknown label and lists that do not pair up', () => {
    expect(() => chooseThresholds([[1]], [['乙']], ['甲'])).toThrowError(/E_METRICS_UNKNOWN_CLASS/)
    expect(() => chooseThresholds([[1]], [], ['甲'])).toThrowError(/E_METRICS_UNEQUAL_LENGTHS/)
  })
})
