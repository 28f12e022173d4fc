import { describe, expect, test } from 'vitest'
import { RandomStream } from '../base/random.ts'
import { Parameters } from '../engine/index.ts'
import { ADAMW_DEFAULTS, AdamW, clipFactor, decays, gradientNorm } from './adamw.ts'
import { scheduleFactor } from './schedule.ts'

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

describe('a rate for each parameter', () => {
  test('moves each as far as its own rate says', () => {
    const { parameters, weight, bias } = started()
    weight.training!.gradient.fill(1)
    bias.training!.gradient.fill(1)
    new AdamW({ ...ADAMW_DEFAULTS, weightDecay: 0 }).step(parameters, (name) =>
      name.endsWith('bias') ? 0.2 : 0.1,
    )
    expect(weight.value[0]).toBeCloseTo(1 - 0.1, 5)
    expect(bias.value[0]).toBeCloseTo(0.5 - 0.2, 5)
  })

  test('0 keeps every bit of the value, and the moments go on', () => {
    const { parameters, weight } = started()
    const before = weight.value.slice()
    weight.training!.gradient.set([0.3, -4, 1e-20])
    new AdamW().step(parameters, () => 0)
    expect(weight.value).toEqual(before)
    expect(weight.training!.firstMoment[1]).toBeCloseTo(-0.4, 6)
  })
})

describe('moments as bfloat16', () => {
  /** Logistic regression on 200 points that a line does not part: 400 steps of small batches. */
  function fitted(optimizerState: 'float32' | 'bfloat16', seed = 1) {
    const parameters = new Parameters([{ name: 'weight', shape: [8] }], () => true, { optimizerState })
    const { value, training } = parameters.get('weight')
    const optimizer = new AdamW({ ...ADAMW_DEFAULTS, weightDecay: 0.1 }, seed)
    const random = new RandomStream(5)
    const points = Array.from({ length: 200 }, () => Array.from({ length: 8 }, () => random.normal()))
    const labels = points.map((x) => (x[0]! - 2 * x[1]! + x[2]! + 2 * random.normal() > 0 ? 1 : -1))
    const margin = (i: number) => labels[i]! * points[i]!.reduce((sum, x, j) => sum + x * value[j]!, 0)
    for (let step = 0; step < 400; step++) {
      training!.gradient.fill(0)
      for (let k = 0; k < 16; k++) {
        const i = random.below(200)
        const slope = -labels[i]! / (1 + Math.exp(margin(i))) / 16
        for (const [j, x] of points[i]!.entries()) training!.gradient[j]! += slope * x
      }
      optimizer.step(parameters, 0.02 * scheduleFactor('linear', step, 0, 400))
    }
    const loss = labels.reduce((sum, _, i) => sum + Math.log1p(Math.exp(-margin(i))), 0) / 200
    return { loss, value: [...value] }
  }

  test('end where float32 ends', () => {
    const [wide, narrow] = [fitted('float32'), fitted('bfloat16')]
    expect(narrow.value).not.toEqual(wide.value)
    expect(wide.loss).toBeLessThan(0.5)
    expect(Math.abs(narrow.loss - wide.loss) / wide.loss).toBeLessThan(1e-3)
    for (const [i, value] of narrow.value.entries())
      expect(Math.abs(value - wide.value[i]!)).toBeLessThan(0.02)
  })

  test('repeat exactly for a seed', () => {
    expect(fitted('bfloat16').value).toEqual(fitted('bfloat16').value)
    expect(fitted('bfloat16', 2).value).not.toEqual(fitted('bfloat16').value)
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
