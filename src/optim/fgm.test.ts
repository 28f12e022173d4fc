import { describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { Parameters } from '../engine/index.ts'
import { WordPerturbation } from './fgm.ts'

const [WORDS, WIDTH] = [50, 8]

function started() {
  const shapes = [
    { name: 'words', shape: [WORDS, WIDTH] },
    { name: 'odd', shape: [4, 3] },
    { name: 'frozen', shape: [4, 4] },
  ]
  const parameters = new Parameters(shapes, (name) => name !== 'frozen')
  const table = parameters.get('words')
  const random = new RandomStream(4)
  for (let i = 0; i < table.size; i++) table.value[i] = random.normal()
  const { gradient } = table.training!
  for (const row of [0, 7, 49]) for (let i = 0; i < WIDTH; i++) gradient[row * WIDTH + i] = random.normal()
  return {
    parameters,
    table,
    gradient,
    before: table.value.slice(),
    perturbation: new WordPerturbation(table),
  }
}

test('adds ε·g/‖g‖ to the rows with a gradient and gives them back to the bit', () => {
  const { table, gradient, before, perturbation } = started()
  const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0))
  for (const epsilon of [0.5, 2]) {
    expect(perturbation.add(epsilon)).toBeCloseTo(norm, 6)
    for (const [i, value] of table.value.entries())
      expect(value).toBeCloseTo(before[i]! + (epsilon * gradient[i]!) / norm, 5)
    const moved = table.value.reduce((sum, value, i) => sum + (value - before[i]!) ** 2, 0)
    expect(Math.sqrt(moved)).toBeCloseTo(epsilon, 5)
    for (let i = WIDTH; i < 7 * WIDTH; i++) expect(table.value[i]).toBe(before[i])
    perturbation.restore()
    expect(table.value).toEqual(before)
  }
})

test('the gradient may change between perturbation and restoration', () => {
  const { table, gradient, before, perturbation } = started()
  perturbation.add(1)
  gradient.fill(3)
  perturbation.restore()
  expect(table.value).toEqual(before)
})

describe('does nothing', () => {
  test.each([
    ['without a gradient', 0],
    ['where the gradient is not finite', Number.NaN],
  ])('%s', (_, value) => {
    const { table, gradient, before, perturbation } = started()
    gradient.fill(value)
    expect(perturbation.add(1)).toBe(value)
    expect(table.value).toEqual(before)
    perturbation.restore()
    expect(table.value).toEqual(before)
  })
})

test('misuse is a mistake of the program', () => {
  const { parameters, perturbation } = started()
  expect(() => new WordPerturbation(parameters.get('frozen'))).toThrow('frozen')
  expect(() => new WordPerturbation(parameters.get('odd'))).toThrow('rows of 3')
  perturbation.add(1)
  expect(() => perturbation.add(1)).toThrow('restore it first')
})
