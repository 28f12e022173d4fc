import { expect, test } from 'vitest'
import { divergence } from './divergence.ts'

const classes = (count: number, multiLabel = false) =>
  ({ kind: 'sequence', classes: count, multiLabel }) as const
const logits = (...rows: number[][]) => [rows.map((row) => [Float32Array.from(row)])]

test('the same outputs are no distance apart, nor are those of a softmax that is shifted', () => {
  const a = logits([1, 2, 3], [0, 0, 5])
  expect(divergence(a, a, [classes(3)])).toEqual({ loss: 0, largest: 0 })
  const shifted = divergence(a, logits([2, 3, 4], [1, 1, 6]), [classes(3)])
  expect(shifted.loss).toBeCloseTo(0, 6)
  expect(shifted.largest).toBe(1)
})

test('is the mean Kullback-Leibler divergence over rows', () => {
  // p = (1/4, 3/4) against q = (1/2, 1/2), and a row that agrees.
  const expected = 0.25 * Math.log(0.5) + 0.75 * Math.log(1.5)
  const a = logits([0, Math.log(3)], [1, 1])
  const b = logits([0, 0], [2, 2])
  expect(divergence(a, b, [classes(2)]).loss).toBeCloseTo(expected / 2, 6)
  // One label alone: the same two distributions.
  const one = divergence(logits([Math.log(3)]), logits([0]), [classes(1, true)])
  expect(one.loss).toBeCloseTo(expected, 6)
})

test('rows of tokens count each', () => {
  const a = [[[Float32Array.of(0, Math.log(3), 1, 1)]]]
  const b = [[[Float32Array.of(0, 0, 1, 1)]]]
  const expected = (0.25 * Math.log(0.5) + 0.75 * Math.log(1.5)) / 2
  expect(divergence(a, b, [{ kind: 'token', classes: 2 }]).loss).toBeCloseTo(expected, 6)
})

test('nothing is no distance from nothing', () => {
  expect(divergence([[]], [[]], [classes(2)])).toEqual({ loss: 0, largest: 0 })
})
