import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scoreEntities } from './entities.ts'
import { entityErrors, MATCH_KINDS, matchEntities } from './error-kinds.ts'

const entity = fc
  .record({
    start: fc.nat(8),
    size: fc.integer({ min: 1, max: 4 }),
    label: fc.constantFrom('人', '地', '__proto__'),
  })
  .map(({ start, size, label }) => ({ start, end: start + size, label }))
const texts = fc.array(fc.tuple(fc.array(entity), fc.array(entity)))
const at = (start: number, end: number, label: string) => ({ start, end, label })

describe('matchEntities', () => {
  it.each([
    ['correct', at(0, 2, 'A'), at(0, 2, 'A')],
    ['type', at(0, 2, 'A'), at(0, 2, 'B')],
    ['boundary', at(0, 2, 'A'), at(0, 3, 'A')],
    ['both', at(0, 2, 'A'), at(1, 3, 'B')],
  ])('knows %s', (kind, gold, predicted) => {
    expect(matchEntities([gold], [predicted])).toEqual([{ kind, gold, predicted }])
  })

  it('calls entities that touch but do not overlap missing and spurious', () => {
    expect(matchEntities([at(0, 2, 'A')], [at(2, 4, 'A')]).map(({ kind }) => kind)).toEqual([
      'missing',
      'spurious',
    ])
  })

  it('pairs an entity once, the equal one before the near one', () => {
    const [whole, half, rest] = [at(0, 4, 'A'), at(0, 2, 'A'), at(3, 4, 'A')]
    expect(matchEntities([whole], [half, rest, whole])).toEqual([
      { kind: 'correct', gold: whole, predicted: whole },
      { kind: 'spurious', predicted: half },
      { kind: 'spurious', predicted: rest },
    ])
    expect(matchEntities([whole], [rest, half])).toEqual([
      { kind: 'boundary', gold: whole, predicted: half },
      { kind: 'spurious', predicted: rest },
    ])
  })
})

describe('entityErrors', () => {
  it('counts every entity of both sides exactly once', () => {
    fc.assert(
      fc.property(texts, (pairs) => {
        const gold = pairs.map(([one]) => one)
        const predicted = pairs.map(([, other]) => other)
        const scores = scoreEntities(gold, predicted)
        const { counts, perType, types, confusion } = entityErrors(gold, predicted)
        const paired = counts.correct + counts.boundary + counts.type + counts.both
        expect(counts.correct).toBe(scores.correct)
        expect(paired + counts.missing).toBe(scores.support)
        expect(paired + counts.spurious).toBe(scores.predicted)
        const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
        for (const kind of MATCH_KINDS)
          expect(sum(Object.values(perType).map((kinds) => kinds[kind]))).toBe(counts[kind])
        for (const [row, type] of types.entries())
          expect(sum(confusion[row]!)).toBe(scores.perType[type]!.support)
        expect(sum(confusion.map((row) => row[types.length]!))).toBe(counts.missing)
        expect(sum(confusion[types.length]!)).toBe(counts.spurious)
      }),
    )
  })

  it('refuses lists that do not pair up', () => {
    expect(() => entityErrors([[]], [])).toThrowError(/E_METRICS_UNEQUAL_LENGTHS/)
  })
})
