import { expect, test } from 'vitest'
import { Parameters } from '../engine/index.ts'
import { addL2 } from './l2.ts'

const SHAPES = [
  { name: 'dense.weight', shape: [5] },
  { name: 'dense.bias', shape: [2] },
  { name: 'LayerNorm.weight', shape: [2] },
  { name: 'frozen.weight', shape: [2] },
]
const LAMBDA = 0.05

function started() {
  const parameters = new Parameters(SHAPES, (name) => !name.startsWith('frozen'))
  const values = [0.5, -1, 2, 3, -0.25]
  for (const { value, training } of parameters) {
    value.set(values.slice(0, value.length))
    training?.gradient.fill(7)
  }
  return { parameters, values }
}

test('gives λ‖θ‖² over what decays and learns', () => {
  const { parameters, values } = started()
  expect(addL2(parameters, LAMBDA)).toBeCloseTo(
    LAMBDA * values.reduce((sum, value) => sum + value * value, 0),
    12,
  )
})

test('adds its derivative, by finite differences, and to nothing else', () => {
  const { parameters } = started()
  addL2(parameters, LAMBDA)
  const { value, training } = parameters.get('dense.weight')
  const gradient = training!.gradient.slice()
  const step = 2 ** -7
  for (let i = 0; i < 5; i++) {
    const [at, penalties] = [value[i]!, [] as number[]]
    for (const moved of [at + step, at - step]) {
      value[i] = moved
      penalties.push(addL2(parameters, LAMBDA))
    }
    value[i] = at
    expect(gradient[i]! - 7).toBeCloseTo((penalties[0]! - penalties[1]!) / (2 * step), 5)
  }
  for (const name of ['dense.bias', 'LayerNorm.weight'])
    expect([...parameters.get(name).training!.gradient]).toEqual([7, 7])
})

test('λ = 0 changes nothing', () => {
  const { parameters } = started()
  expect(addL2(parameters, 0)).toBe(0)
  expect([...parameters.get('dense.weight').training!.gradient]).toEqual([7, 7, 7, 7, 7])
})
