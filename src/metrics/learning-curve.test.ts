import { describe, expect, it } from 'vitest'
import cases from '../../test/golden/evaluation/curves.json' with { type: 'json' }
import { errorAt, fitLearningCurve } from './learning-curve.ts'

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
    expect(curve.gain).toBeCloseTo(errorAt(law, 800) - errorAt(law, 1600), 5)
    expect(curve).not.toHaveProperty('interval')
  })

  it('gives an interval from three seeds on, around the gain', () => {
    const spread = [-0.01, 0, 0.01]
    const { gain, interval } = fitLearningCurve(points((n) => spread.map((by) => errorAt(law, n) + by)))
    expect(interval!.low).toBeLessThan(gain)
    expect(interval!.high).toBeGreaterThan(gain)
  })

  it('foresees no gain where more data did not help', () => {
    expect(fitLearningCurve(points((records) => [0.2 + records / 1e5])).gain).toBe(0)
  })

  it('refuses fewer than four sizes', () => {
    expect(() => fitLearningCurve(points(() => [0.1]).slice(1))).toThrowError(/E_METRICS_FEW_SIZES/)
    expect(() => fitLearningCurve(points((records) => (records > 100 ? [0.1] : [])))).toThrowError(
      /E_METRICS_FEW_SIZES/,
    )
  })
})
