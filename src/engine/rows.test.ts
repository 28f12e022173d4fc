import { expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { Parameters } from './parameters.ts'
import { addRows } from './rows.ts'

test('rows are added where they were taken from, also in more blocks than one', () => {
  const [table, width, count] = [7, 64, 5000]
  const parameters = new Parameters([{ name: 'table', shape: [table, width] }], () => true)
  const training = parameters.get('table').training!
  // More rows than fit into the scratch memory at once.
  expect(count * width).toBeGreaterThan(2 * training.arena.scratch.floats.length)
  const random = new RandomStream(1)
  const ids = Int32Array.from({ length: count }, () => random.below(table))
  // Quarters add up exactly in any order.
  const rows = Float32Array.from({ length: count * width }, () => random.below(8) / 4)
  const expected = new Float32Array(table * width).fill(1)
  for (let r = 0; r < count; r++)
    for (let c = 0; c < width; c++) expected[ids[r]! * width + c]! += rows[r * width + c]!
  training.gradient.fill(1)
  addRows(training, rows, ids, width)
  expect(training.gradient).toEqual(expected)
})
