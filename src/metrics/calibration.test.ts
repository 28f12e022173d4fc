import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import cases from '../../test/golden/evaluation/calibration.json' with { type: 'json' }
import { brierOfClasses, reliability } from './calibration.ts'
import {
  fitBinaryTemperature,
  fitTemperature,
  logitOf,
  probabilitiesOf,
  probabilityOf,
} from './temperature.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })

describe('reliability', () => {
  it('agrees with scikit-learn', () => {
    expect(cases.length).toBeGreaterThan(10)
    for (const [seed, entry] of cases.entries()) {
      const hint = `case ${seed}`
      const found = reliability(entry.confidences, entry.right)
      const held = found.bins.filter(({ count }) => count > 0)
      expect(held, hint).toHaveLength(entry.bins.length)
      for (const [at, { confidence, accuracy }] of held.entries()) {
        expect(confidence, hint).toBeCloseTo(entry.bins[at]![0]!, 12)
        expect(accuracy, hint).toBeCloseTo(entry.bins[at]![1]!, 12)
      }
      for (const name of ['ece', 'mce', 'brier'] as const)
        expect(found[name], `${hint} ${name}`).toBeCloseTo(entry[name], 12)
      const probabilities = entry.logits.map((row) => probabilitiesOf(row))
      expect(brierOfClasses(probabilities, entry.gold), hint).toBeCloseTo(entry.brierOfClasses, 12)
    }
  })

  it('puts every prediction in one bin, and ECE between 0 and MCE', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(unit, fc.boolean())), fc.integer({ min: 1, max: 20 }), (pairs, bins) => {
        const found = reliability(
          pairs.map(([one]) => one),
          pairs.map(([, other]) => other),
          bins,
        )
        expect(found.bins.reduce((sum, { count }) => sum + count, 0)).toBe(pairs.length)
        expect(found.ece).toBeGreaterThanOrEqual(0)
        expect(found.ece).toBeLessThanOrEqual(found.mce + 1e-12)
      }),
    )
  })

  it('is 0 throughout for what is sure and right, and 1 for what is sure and wrong', () => {
    expect(reliability([1, 1], [true, true])).toMatchObject({ ece: 0, mce: 0, brier: 0 })
    expect(reliability([1, 1], [false, false])).toMatchObject({ ece: 1, mce: 1, brier: 1 })
    expect(reliability([], [])).toMatchObject({ predictions: 0, ece: 0, mce: 0, brier: 0 })
  })

  it.each([Number.NaN, -0.1, 1.2, 97, undefined])('refuses a confidence of %s', (value) => {
    const right = [true, false]
    expect(() => reliability([0.5, value as number], right)).toThrowError(/E_METRICS_CONFIDENCE/)
  })

  it('refuses lists that do not pair up', () => {
    expect(() => reliability([0.5], [])).toThrowError(/E_METRICS_UNEQUAL_LENGTHS/)
  })
})

describe('temperature', () => {
  it('agrees with scipy', () => {
    for (const entry of cases) {
      const found = fitTemperature(entry.logits, entry.gold)
      expect(found.temperature / entry.temperature).toBeCloseTo(1, 4)
      expect(found.before).toBeCloseTo(entry.before, 10)
      expect(found.after).toBeCloseTo(entry.after, 10)
      const { outcomes, temperature, before, after } = entry.binary
      const binary = fitBinaryTemperature(
        entry.logits.map((row) => row[0]!),
        outcomes,
      )
      expect(binary.temperature / temperature).toBeCloseTo(1, 4)
      expect(binary.before).toBeCloseTo(before, 10)
      expect(binary.after).toBeCloseTo(after, 10)
    }
  })

  it('takes logarithms of probabilities for logits, and gives back what was multiplied in', () => {
    for (const entry of cases) {
      const { temperature } = fitTemperature(entry.logits, entry.gold)
      const logs = entry.logits.map((row) => probabilitiesOf(row).map(Math.log))
      expect(fitTemperature(logs, entry.gold).temperature / temperature).toBeCloseTo(1, 4)
      const scaled = entry.logits.map((row) => row.map((logit) => 2 * logit))
      expect(fitTemperature(scaled, entry.gold).temperature / temperature).toBeCloseTo(2, 3)
    }
  })

  it('never makes the likelihood worse, whatever the logits', () => {
    const row = fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(fc.tuple(row, fc.nat(2))), (pairs) => {
        const found = fitTemperature(
          pairs.map(([one]) => one),
          pairs.map(([, other]) => other),
        )
        expect(found.temperature).toBeGreaterThan(0)
        expect(found.after).toBeLessThanOrEqual(found.before)
      }),
    )
  })

  it('turns probabilities to logits and back', () => {
    for (const probability of [0.001, 0.3, 0.5, 0.999])
      expect(probabilityOf(logitOf(probability))).toBeCloseTo(probability, 12)
    expect(Number.isFinite(logitOf(1)) && Number.isFinite(logitOf(0))).toBe(true)
  })
})
