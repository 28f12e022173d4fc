import { describe, expect, test } from 'vitest'
import { Parameters } from '../engine/index.ts'
import { ADAMW_DEFAULTS, AdamW, clipFactor, decays, gradientNorm } from './adamw.ts'

const SHAPES = [
  { name: 'dense.weight', shape: [3] },
  { name: 'dense.bias', shape: [2] },
  { name: 'frozen.weight', shape: [2] },
]

function started() {
  const parameters = new Parameters(SHAPES, (name) => !name.startsWith('frozen'))
  const [weight, bias, frozen] = SHAPES.map(({ name }) => parameters.get(name))
  weight!.value.set([1, -2, 3])
  bias!.value.set([0.5, -0.5])
  frozen!.value.set([9, 9])
  return { parameters, weight: weight!, bias: bias!, frozen: frozen! }
}

describe('AdamW', () => {
  test('the first step moves by the learning rate against the sign of the gradient, after the decay', () => {
    const { parameters, weight, bias, frozen } = started()
    weight.training!.gradient.set([0.1, -7, 0])
    bias.training!.gradient.set([3, 1e-3])
    new AdamW().step(parameters, 0.1)
    const decayed = (value: number) => value * (1 - 0.1 * ADAMW_DEFAULTS.weightDecay)
    for (const [i, expected] of [decayed(1) - 0.1, decayed(-2) + 0.1, decayed(3)].entries())
      expect(weight.value[i]).toBeCloseTo(expected, 5)
    // A bias is not decayed, a frozen parameter not touched.
    expect(bias.value[0]).toBeCloseTo(0.4, 5)
    expect(bias.value[1]).toBeCloseTo(-0.6, 4)
    expect([...frozen.value]).toEqual([9, 9])
  })

  test('twenty steps follow the definition, scale and all', () => {
    const { parameters, weight } = started()
    const optimizer = new AdamW({ beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.1 })
    let [p, m, v] = [1, 0, 0]
    for (let t = 1; t <= 20; t++) {
      const gradient = Math.sin(t)
      weight.training!.gradient[0] = gradient
      optimizer.step(parameters, 0.01 * t, 0.5)
      m = 0.8 * m + 0.2 * gradient * 0.5
      v = 0.99 * v + 0.01 * (gradient * 0.5) ** 2
      p =
        p * (1 - 0.01 * t * 0.1) - (0.01 * t * (m / (1 - 0.8 ** t))) / (Math.sqrt(v / (1 - 0.99 ** t)) + 1e-6)
    }
    expect(optimizer.steps).toBe(20)
    expect(weight.value[0]).toBeCloseTo(p, 5)
  })
})

test('the norm counts all gradients together, and nothing of frozen parameters', () => {
  const { parameters, weight, bias } = started()
  weight.training!.gradient.set([1, 2, 2])
  bias.training!.gradient.set([0, 4])
  expect(gradientNorm(parameters)).toBeCloseTo(5, 6)
  weight.training!.gradient[1] = Number.NaN
  expect(gradientNorm(parameters)).toBeNaN()
})

test('clipping only ever makes a gradient smaller', () => {
  expect(clipFactor(0, 1)).toBe(1)
  expect(clipFactor(0.5, 1)).toBe(1)
  expect(clipFactor(4, 1) * 4).toBeCloseTo(1, 5)
})

test.each([
  ['bert.encoder.layer.0.output.dense.weight', true],
  ['classifier.weight', true],
  ['classifier.bias', false],
  ['bert.embeddings.LayerNorm.weight', false],
  ['bert.embeddings.word_embeddings.weight', true],
])('%s is decayed: %s', (name, expected) => {
  expect(decays(name)).toBe(expected)
})
