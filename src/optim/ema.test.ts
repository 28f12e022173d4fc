import { describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { Parameters } from '../engine/index.ts'
import { WeightAverage } from './ema.ts'

// More than fits into the scratch memory at once, and not whole vectors.
const BIG = 300_001
const SHAPES = [
  { name: 'big.weight', shape: [BIG] },
  { name: 'small.bias', shape: [3] },
  { name: 'frozen.weight', shape: [5] },
]

function started() {
  const parameters = new Parameters(SHAPES, (name) => !name.startsWith('frozen'))
  const random = new RandomStream(3)
  const draw = () => {
    for (const { value } of parameters) for (let i = 0; i < value.length; i++) value[i] = random.normal()
  }
  draw()
  return { parameters, draw, average: new WeightAverage(parameters) }
}

const valuesOf = (parameters: Parameters) => [...parameters].map(({ value }) => value.slice())

test('begins with the values, of what learns only', () => {
  const { parameters, average } = started()
  expect([...average].map(({ name }) => name)).toEqual(['big.weight', 'small.bias'])
  expect(average.get('frozen.weight')).toBeUndefined()
  for (const { name, values } of average) expect(values).toEqual(parameters.get(name).value)
  expect(average.bytes).toBe((BIG + 3 + 4) * 4)
})

test('follows its definition over several steps', () => {
  const { parameters, draw, average } = started()
  const expected = [...average].map(({ values }) => Float64Array.from(values))
  for (const decay of [0.5, 0.9, 0.99, 0]) {
    draw()
    average.update(decay)
    for (const [k, { name, values }] of [...average].entries()) {
      const { value } = parameters.get(name)
      let worst = 0
      for (let i = 0; i < value.length; i++) {
        expected[k]![i] = decay * expected[k]![i]! + (1 - decay) * value[i]!
        worst = Math.max(worst, Math.abs(values[i]! - expected[k]![i]!))
      }
      expect(worst).toBeLessThan(1e-6)
    }
  }
  // A decay of 0 forgets everything.
  for (const { name, values } of average) expect(values).toEqual(parameters.get(name).value)
})

describe('swap', () => {
  test('puts the average in place and gives every bit back', () => {
    const { parameters, draw, average } = started()
    draw()
    average.update(0.7)
    const [current, averaged] = [valuesOf(parameters), [...average].map(({ values }) => values.slice())]
    average.swap()
    expect(valuesOf(parameters).slice(0, 2)).toEqual(averaged)
    expect(valuesOf(parameters)[2]).toEqual(current[2])
    average.swap()
    expect(valuesOf(parameters)).toEqual(current)
    expect([...average].map(({ values }) => values)).toEqual(averaged)
  })

  test('keeps bits that compare as equal: −0', () => {
    const { parameters, average } = started()
    parameters.get('small.bias').value.fill(-0)
    average.swap()
    average.swap()
    expect([...parameters.get('small.bias').value].every((value) => Object.is(value, -0))).toBe(true)
  })
})
