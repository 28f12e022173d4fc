import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import cases from '../../test/golden/metrics/entities.json' with { type: 'json' }
import { scoreEntities } from './entities.ts'
import type { Ratios, Scores } from './scores.ts'
import { spansOfTags } from './tags.ts'

const entity = fc
  .record({
    start: fc.nat(6),
    size: fc.integer({ min: 1, max: 3 }),
    label: fc.constantFrom('人', '地', '__proto__'),
  })
  .map(({ start, size, label }) => ({ start, end: start + size, label }))
const texts = fc.array(fc.tuple(fc.array(entity), fc.array(entity)))

const readAll = (rows: string[]) => rows.map((tags) => spansOfTags(tags.split(' ')))
const listed = ({ precision, recall, f1, support }: Ratios & Partial<Scores>) => [
  precision,
  recall,
  f1,
  support,
]

function expectClose(actual: (number | undefined)[], expected: number[], hint: string): void {
  for (const [at, value] of expected.entries()) expect(actual[at], hint).toBeCloseTo(value, 12)
}

describe('scoreEntities', () => {
  it('agrees with seqeval', () => {
    expect(cases.length).toBeGreaterThan(100)
    for (const entry of cases) {
      const scores = scoreEntities(readAll(entry.gold), readAll(entry.predicted))
      const hint = JSON.stringify(entry)
      expect(Object.keys(scores.perType).sort(), hint).toEqual(Object.keys(entry.perType).sort())
      for (const [label, row] of Object.entries(entry.perType))
        expectClose(listed(scores.perType[label]!), row, hint)
      expectClose(listed(scores), entry.micro, hint)
      expectClose(listed({ ...scores.macro, support: scores.support }), entry.macro, hint)
    }
  })

  it('wants start, end and type all right', () => {
    const gold = [[{ start: 0, end: 2, label: 'PER' }]]
    expect(scoreEntities(gold, [[{ start: 0, end: 2, label: 'PER' }]]).f1).toBe(1)
    for (const near of [
      { start: 0, end: 1, label: 'PER' },
      { start: 1, end: 2, label: 'PER' },
      { start: 0, end: 2, label: 'LOC' },
    ])
      expect(scoreEntities(gold, [[near]])).toMatchObject({ correct: 0, f1: 0, support: 1, predicted: 1 })
  })

  it('does not match an entity of one text with that of another', () => {
    const span = { start: 0, end: 2, label: 'PER' }
    expect(scoreEntities([[span], []], [[], [span]]).correct).toBe(0)
  })

  it('is all 0 where there is nothing to find and nothing was found', () => {
    expect(scoreEntities([[]], [[]])).toEqual({
      precision: 0,
      recall: 0,
      f1: 0,
      support: 0,
      predicted: 0,
      correct: 0,
      perType: {},
      macro: { precision: 0, recall: 0, f1: 0 },
    })
  })

  it('swaps precision and recall when truth and prediction are swapped', () => {
    fc.assert(
      fc.property(texts, (pairs) => {
        const gold = pairs.map(([first]) => first)
        const predicted = pairs.map(([, second]) => second)
        const forth = scoreEntities(gold, predicted)
        const back = scoreEntities(predicted, gold)
        expect([back.precision, back.recall, back.f1]).toEqual([forth.recall, forth.precision, forth.f1])
        expect(Object.keys(back.perType)).toEqual(Object.keys(forth.perType))
      }),
    )
  })

  it('adds up over types, and gives a perfect prediction 1 throughout', () => {
    fc.assert(
      fc.property(texts, (pairs) => {
        const gold = pairs.map(([first]) => first)
        const scores = scoreEntities(gold, gold)
        const supports = Object.values(scores.perType).map(({ support }) => support)
        expect(supports.reduce((sum, support) => sum + support, 0)).toBe(scores.support)
        for (const row of [scores.macro, ...Object.values(scores.perType)])
          expect(listed(row).slice(0, 3)).toEqual(scores.support ? [1, 1, 1] : [0, 0, 0])
      }),
    )
  })

  it('refuses lists that do not pair up', () => {
    expect(() => scoreEntities([[]], [])).toThrowError(
      expect.objectContaining({ code: 'E_METRICS_UNEQUAL_LENGTHS', values: { gold: 1, predicted: 0 } }),
    )
  })
})
