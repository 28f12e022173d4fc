import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import cases from '../../test/golden/evaluation/multi-label.json' with { type: 'json' }
import { scoreMultiLabel } from './multi-label.ts'
import { renderMultiLabelScores } from './render.ts'
import type { Ratios } from './scores.ts'

const LABELS = ['体育', '财经', '10', '__proto__']
const answers = fc.array(fc.tuple(fc.subarray(LABELS), fc.subarray(LABELS)))

function expectClose({ precision, recall, f1 }: Ratios, expected: readonly number[], hint: string): void {
  for (const [at, value] of [precision, recall, f1].entries())
    expect(value, hint).toBeCloseTo(expected[at]!, 12)
}

describe('scoreMultiLabel', () => {
  it('agrees with scikit-learn', () => {
    expect(cases.length).toBeGreaterThan(50)
    for (const entry of cases) {
      const { labels } = entry
      const named = (rows: number[][]) => rows.map((row) => row.map((index) => labels[index]!))
      const scores = scoreMultiLabel(named(entry.gold), named(entry.predicted), labels)
      const hint = JSON.stringify(entry)
      expectClose(scores.micro, entry.micro, hint)
      expectClose(scores.macro, entry.macro, hint)
      for (const [at, row] of entry.perLabel.entries()) {
        expectClose(scores.perLabel[labels[at]!]!, row, hint)
        expect(scores.perLabel[labels[at]!]!.support, hint).toBe(row[3])
      }
      expect(scores.subsetAccuracy, hint).toBeCloseTo(entry.subsetAccuracy, 12)
      expect(scores.hammingLoss, hint).toBeCloseTo(entry.hammingLoss, 12)
      if (entry.samplesF1 !== null) expect(scores.samplesF1, hint).toBeCloseTo(entry.samplesF1, 12)
    }
  })

  it('is perfect on itself, and adds up over labels', () => {
    fc.assert(
      fc.property(answers, (pairs) => {
        const gold = pairs.map(([truth]) => truth)
        const scores = scoreMultiLabel(gold, gold, LABELS)
        expect(scores.subsetAccuracy).toBe(pairs.length > 0 ? 1 : 0)
        expect(scores.hammingLoss).toBe(0)
        const supports = Object.values(scores.perLabel).map(({ support }) => support)
        expect(supports.reduce((sum, support) => sum + support, 0)).toBe(gold.flat().length)
      }),
    )
  })

  it('counts a class of a text once', () => {
    expect(scoreMultiLabel([['甲', '甲']], [['甲']], ['甲'])).toMatchObject({
      subsetAccuracy: 1,
      micro: { f1: 1 },
    })
  })

  it('refuses unknown and repeated classes and lists that do not pair up', () => {
    expect(() => scoreMultiLabel([['丙']], [[]], ['甲'])).toThrowError(/E_METRICS_UNKNOWN_CLASS/)
    expect(() => scoreMultiLabel([[]], [['丙']], ['甲'])).toThrowError(/E_METRICS_UNKNOWN_CLASS/)
    expect(() => scoreMultiLabel([], [], ['甲', '甲'])).toThrowError(/E_METRICS_REPEATED_CLASS/)
    expect(() => scoreMultiLabel([[]], [], ['甲'])).toThrowError(/E_METRICS_UNEQUAL_LENGTHS/)
  })
})

describe('renderMultiLabelScores', () => {
  it('shows every class, both averages and the figures of whole texts', () => {
    const scores = scoreMultiLabel([['甲'], ['甲', '乙']], [['甲'], ['甲']], ['甲', '乙'])
    expect(renderMultiLabelScores(scores, 'zh').split('\n')).toEqual([
      '类别     精确率   召回率       F1  文本数',
      '甲      100.00%  100.00%  100.00%       2',
      '乙        0.00%    0.00%    0.00%       1',
      '微平均  100.00%   66.67%   80.00%       3',
      '宏平均   50.00%   50.00%   50.00%       3',
      '',
      '全部类别都对的文本 50.00%（1/2），逐文本 F1 83.33%，汉明损失 0.2500',
    ])
    expect(renderMultiLabelScores(scores, 'en').split('\n').at(-1)).toBe(
      'texts with exactly the right classes 50.00% (1 of 2), F1 by text 83.33%, Hamming loss 0.2500',
    )
  })
})
