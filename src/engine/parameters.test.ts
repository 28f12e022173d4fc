import { describe, expect, test } from 'vitest'
import { Parameters, parameterBytes } from './parameters.ts'

const SHAPES = [
  { name: 'layer.0.weight', shape: [3, 2] },
  { name: 'layer.0.bias', shape: [3] },
  { name: 'layer.1.weight', shape: [3, 2] },
]

describe('parameters', () => {
  test('are found by name, in the order of declaration, and counted', () => {
    const parameters = new Parameters(SHAPES, () => true)
    expect([...parameters].map(({ name }) => name)).toEqual(SHAPES.map(({ name }) => name))
    expect(parameters.count).toBe(15)
    expect(parameters.get('layer.0.bias').value).toHaveLength(3)
    expect(() => parameters.get('layer.9.bias')).toThrow('layer.9.bias')
  })

  test('a stage sees those under its prefix, by the rest of their names, in the same memory', () => {
    const parameters = new Parameters(SHAPES, () => true)
    const { values, gradients } = parameters.under('layer.0.')
    expect(Object.keys(values)).toEqual(['weight', 'bias'])
    expect(Object.keys(gradients)).toEqual(['weight', 'bias'])
    expect(values.weight!.dims).toEqual([3, 2])
    ;(values.weight!.data as Float32Array)[5] = 7
    ;(gradients.bias!.data as Float32Array)[2] = 8
    expect(parameters.get('layer.0.weight').value[5]).toBe(7)
    expect(parameters.get('layer.0.bias').training!.gradient[2]).toBe(8)
    expect(parameters.get('layer.1.weight').value.every((value) => value === 0)).toBe(true)
  })

  test('a frozen one has no gradient', () => {
    const parameters = new Parameters(SHAPES, (name) => !name.startsWith('layer.0'))
    expect(parameters.get('layer.0.weight').training).toBeUndefined()
    expect(Object.keys(parameters.under('layer.0.').gradients)).toEqual([])
    expect(Object.keys(parameters.under('layer.1.').gradients)).toEqual(['weight'])
  })

  test('blocks do not overlap and start at whole vectors, also for the kernels that pad', () => {
    const parameters = new Parameters(SHAPES, () => true)
    const blocks = [...parameters].flatMap(({ value, training }) => [
      value,
      training!.gradient,
      training!.firstMoment,
      training!.secondMoment,
    ])
    for (const [i, block] of blocks.entries()) {
      expect(block.byteOffset % 16).toBe(0)
      block.fill(i + 1)
    }
    for (const [i, block] of blocks.entries()) expect(block.every((value) => value === i + 1)).toBe(true)
  })
})

describe('memory', () => {
  const big = [
    { name: 'a', shape: [100, 8] },
    { name: 'b', shape: [8] },
  ]

  test.each([
    ['float32', 16],
    ['bfloat16', 12],
  ] as const)(
    'moments in %s: %i bytes for each number that learns, 4 for a frozen one',
    (optimizerState, each) => {
      const isTrainable = (name: string) => name === 'a'
      const parameters = new Parameters(big, isTrainable, { optimizerState })
      expect(parameters.bytes).toBe(800 * each + 8 * 4)
      expect(parameterBytes(big, isTrainable, { optimizerState })).toBe(parameters.bytes)
      expect([parameters.count, parameters.trainableCount]).toEqual([808, 800])
    },
  )

  test('moments of two bytes lie apart from each other and from the values', () => {
    const shapes = [...SHAPES, { name: 'q', shape: [1, 4], part: { of: 'q+k', offset: 0, shape: [2, 4] } }]
    const k = { name: 'k', shape: [1, 4], part: { of: 'q+k', offset: 4, shape: [2, 4] } }
    const parameters = new Parameters([...shapes, k], () => true, { optimizerState: 'bfloat16' })
    const blocks = [...parameters].flatMap(({ value, training }) => [
      value,
      training!.gradient,
      training!.firstMoment,
      training!.secondMoment,
    ])
    expect(parameters.get('k').training!.firstMoment).toBeInstanceOf(Uint16Array)
    for (const [i, block] of blocks.entries()) block.fill(i + 1)
    for (const [i, block] of blocks.entries()) expect(block.every((value) => value === i + 1)).toBe(true)
  })
})

describe('parts of a stacked parameter', () => {
  const stacked = (name: string, index: number) => ({
    name,
    shape: [2, 4],
    part: { of: 'q+k', offset: index * 8, shape: [4, 4] },
  })
  const shapes = [stacked('q', 0), stacked('k', 1), { name: 'other', shape: [4] }]

  test('share the memory of the whole, which is what the graph reads', () => {
    const parameters = new Parameters(shapes, () => true)
    parameters.get('q').value.fill(1)
    parameters.get('k').value.fill(2)
    parameters.get('k').training!.gradient.fill(3)
    const { values, gradients } = parameters.under('')
    expect(Object.keys(values)).toEqual(['q+k', 'other'])
    expect([...(values['q+k']!.data as Float32Array)]).toEqual([...Array(8).fill(1), ...Array(8).fill(2)])
    expect([...(gradients['q+k']!.data as Float32Array)]).toEqual([...Array(8).fill(0), ...Array(8).fill(3)])
    expect(parameters.count).toBe(20)
  })

  test('are trained with their whole', () => {
    const parameters = new Parameters(shapes, (name) => name === 'k')
    expect(parameters.get('q').training).toBeDefined()
    expect(parameters.get('other').training).toBeUndefined()
  })
})
