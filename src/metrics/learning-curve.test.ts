import { describe, expect, it } from 'vitest'
import cases from '../../test/golden/evaluation/curves.json' with { type: 'json' }
import { errorAt, FIT_TOLERANCE, fitLearningCurve } from './learning-curve.ts'

const law = { a: 0.05, b: 2, c: 0.5 }
const points = (errorsOf: (records: number) => number[]) =>
  [100, 200, 400, 800].map((records) => ({ records, errors: errorsOf(records) }))

describe('fitLearningCurve', () => {
  it('fits as well as scipy and foresees the same', () => {
    expect(cases.length).toBeGreaterThan(10)
    for (const { points: given, loss, error, atTwice } of cases) {
      const curve = fitLearningCurve(given)
      const rows = given.flatMap(({ records, errors }) =>
        errors.map((one) => (one - errorAt(curve, records)) ** 2),
      )
      expect(rows.reduce((sum, square) => sum + square, 0) / rows.length).toBeLessThanOrEqual(loss * 1.00001)
      expect(curve.error).toBeCloseTo(error, 4)
      expect(curve.atTwice).toBeCloseTo(atTwice, 4)
    }
  })

  it('finds a law again', () => {
    const curve = fitLearningCurve(points((records) => [errorAt(law, records)]))
    expect(curve.a).toBeCloseTo(law.a, 4)
    expect(curve.c).toBeCloseTo(law.c, 3)
    expect(curve.forecast!.gain).toBeCloseTo(errorAt(law, 800) - errorAt(law, 1600), 5)
    expect(curve.forecast).not.toHaveProperty('interval')
  })

  it('gives an interval from three seeds on, around the gain', () => {
    const spread = [-0.01, 0, 0.01]
    const { gain, interval } = fitLearningCurve(points((n) => spread.map((by) => errorAt(law, n) + by)))
      .forecast!
    expect(interval!.low).toBeLessThan(gain)
    expect(interval!.high).toBeGreaterThan(gain)
  })

  it('foresees no gain where more data did not help', () => {
    expect(fitLearningCurve(points((records) => [0.2 + records / 1e5])).forecast!.gain).toBe(0)
  })

  it('foresees nothing where the law misses what was measured', () => {
    const measured = new Map([
      [100, 0.6129],
      [200, 0.5806],
      [400, 0.6129],
      [800, 0.0968],
    ])
    const curve = fitLearningCurve(points((records) => [measured.get(records)!]))
    expect(curve.measured).toBe(0.0968)
    expect(curve.error - curve.measured).toBeGreaterThan(FIT_TOLERANCE)
    expect(curve).not.toHaveProperty('forecast')
  })

  it('counts the gain from what was measured, and never beyond a perfect figure', () => {
    const near = fitLearningCurve(points((records) => [errorAt(law, records) + (records === 800 ? 0.01 : 0)]))
    const { error, gain } = near.forecast!
    expect(error).toBe(near.measured - gain)
    expect(gain).toBeCloseTo(near.error - near.atTwice, 12)
    const perfect = fitLearningCurve(points((records) => [records < 800 ? 0.02 : 0]))
    expect(perfect.forecast).toEqual({ error: 0, gain: 0 })
  })

  it('refuses fewer than four sizes', () => {
    expect(() => fitLearningCurve(points(() => [0.1]).slice(1))).toThrowError(/E_METRICS_FEW_SIZES/)
    expect(() => fitLearningCurve(points((records) => (records > 100 ? [0.1] : [])))).toThrowError(
      /E_METRICS_FEW_SIZES/,
    )
  })
})
