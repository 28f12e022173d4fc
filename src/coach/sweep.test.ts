import { describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { displayWidth } from '../metrics/index.ts'
import { renderSweep, sweepSvg } from './render-sweep.ts'
import { suggestRate } from './sweep.ts'

/** A sweep from 1e-7 to 1: the loss falls as a logistic curve around `middle` and explodes after `end`. */
function sweep(middle: number, end: number, noise = 0) {
  const random = new RandomStream(1, 'sweep')
  return Array.from({ length: 141 }, (_, i) => {
    const rate = 10 ** (-7 + i / 20)
    const fall = 2 / (1 + Math.exp(-4 * Math.log10(rate / middle)))
    const burst = rate > end ? 3 * Math.log10(rate / end) ** 2 * 10 : 0
    return { rate, loss: 2.5 - fall + burst + noise * random.normal() }
  })
}

describe('the suggestion', () => {
  test.each([
    [1e-5, 1e-3],
    [1e-4, 1e-2],
    [1e-3, 1e-1],
  ])('is where the loss falls fastest: %f', (middle, end) => {
    for (const noise of [0, 0.03]) {
      const { rate, explodes } = suggestRate(sweep(middle, end, noise))!
      // Smoothing lags behind by a few of the twenty points of a decade.
      expect(rate / middle).toBeGreaterThan(0.6)
      expect(rate / middle).toBeLessThan(3)
      expect(explodes! / end).toBeGreaterThan(1)
      expect(explodes! / end).toBeLessThan(10)
    }
  })

  test('stops at a loss that is no number', () => {
    const points = sweep(1e-4, 2).map((point) => (point.rate > 3e-3 ? { ...point, loss: Number.NaN } : point))
    expect(suggestRate(points)!.explodes).toBeCloseTo(10 ** -2.5, 6)
  })

  test('is none for a flat, a rising and a short sweep', () => {
    const points = sweep(1e-4, 2)
    expect(suggestRate(points.map(({ rate }) => ({ rate, loss: 1 })))).toBeUndefined()
    expect(suggestRate(points.map(({ rate }, i) => ({ rate, loss: 1 + i / 1000 })))).toBeUndefined()
    expect(suggestRate(points.slice(0, 9))).toBeUndefined()
  })
})

describe('the picture', () => {
  const suggestion = suggestRate(sweep(1e-4, 1e-2))!
  test.each([24, 40, 80])('keeps to %i cells and shows the rate', (width) => {
    const text = renderSweep(suggestion, width)
    expect(Math.max(...text.split('\n').map(displayWidth))).toBeLessThanOrEqual(width)
    expect(text).toContain('▲')
    expect(text.split('\n').at(-1)!.trim()).toBe(suggestion.rate.toExponential(1))
    expect(text).toMatch(/█/)
  })

  test('as SVG is one element with as many points as the curve', () => {
    const svg = sweepSvg(suggestion)
    expect(svg).toMatch(/^<svg [^>]*xmlns=[^>]*>[\s\S]*<\/svg>$/)
    expect(/points="([^"]*)"/.exec(svg)![1]!.split(' ')).toHaveLength(suggestion.smoothed.length)
    expect(svg).not.toMatch(/NaN|href/)
  })
})
