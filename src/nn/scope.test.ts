import { describe, expect, test } from 'vitest'
import { Graph } from '../graph/index.ts'
import { dropElements, layerNorm, linear, prefixDeclaration, Scope, selfAttention } from './index.ts'

const scope = () => new Scope(new Graph())

describe('a scope', () => {
  test('names parameters as the checkpoint does, in the order of the walk', () => {
    const root = scope()
    const x = root.graph.input('x', 'float32', ['T', 4])
    const h = linear(root.child('dense'), x, 8)
    layerNorm(root.child('output').child('LayerNorm'), h, 1e-12)
    expect(root.declarations).toEqual([
      { name: 'dense.weight', shape: [8, 4], initial: 'normal' },
      { name: 'dense.bias', shape: [8], initial: 'zeros' },
      { name: 'output.LayerNorm.weight', shape: [8], initial: 'ones' },
      { name: 'output.LayerNorm.bias', shape: [8], initial: 'zeros' },
    ])
    expect([...root.parameters.keys()]).toEqual(root.declarations.map(({ name }) => name))
  })

  test('what is fed has no prefix and is asked for once', () => {
    const root = scope()
    const first = root.child('a').feed('mask', 'float32', ['B'])
    expect(root.child('b').feed('mask', 'float32', ['B'])).toBe(first)
    expect([...root.auxiliary.keys()]).toEqual(['mask'])
  })
})

describe('stacked parameters', () => {
  test('are parts for the checkpoint and one tensor for the graph', () => {
    const root = scope()
    const whole = root.child('self').stacked(['q.weight', 'k.weight'], [4, 2])
    expect(whole.shape).toEqual([8, 2])
    const part = { of: 'self.q.weight+k.weight', shape: [8, 2] }
    expect(root.declarations).toEqual([
      { name: 'self.q.weight', shape: [4, 2], initial: 'normal', part: { ...part, offset: 0 } },
      { name: 'self.k.weight', shape: [4, 2], initial: 'normal', part: { ...part, offset: 8 } },
    ])
    expect([...root.parameters.keys()]).toEqual([part.of])
  })

  test('keep their whole under a prefix', () => {
    const declaration = {
      name: 'q',
      shape: [1],
      initial: 'normal',
      part: { of: 'q+k', offset: 0, shape: [2] },
    } as const
    expect(prefixDeclaration('layer.3.', declaration)).toMatchObject({
      name: 'layer.3.q',
      part: { of: 'layer.3.q+k' },
    })
  })
})

describe('dropout', () => {
  test('of rate 0 leaves no trace in the graph', () => {
    const root = scope()
    const x = root.graph.input('x', 'float32', ['T', 4])
    expect(dropElements(root, x, { name: 'here', rate: 0 })).toBe(x)
    expect(root.auxiliary.size).toBe(0)
    expect(root.graph.nodes).toHaveLength(0)
  })

  test('of another rate asks for a mask of the shape that it drops from', () => {
    const root = scope()
    const x = root.graph.input('x', 'float32', ['T', 4])
    dropElements(root, x, { name: 'here', rate: 0.1 })
    const mask = root.auxiliary.get('dropout.here')!
    expect([mask.dtype, mask.shape]).toEqual(['uint8', ['T', 4]])
  })
})

test('self-attention keeps BERT’s names and the shape of its input', () => {
  const root = scope()
  const x = root.graph.input('x', 'float32', ['T', 8])
  const y = selfAttention(root, x, 2, { name: 'attention', rate: 0.1 })
  expect(y.shape).toEqual(['T', 8])
  expect(root.declarations.map(({ name }) => name).sort()).toEqual(
    ['key.bias', 'key.weight', 'query.bias', 'query.weight', 'value.bias', 'value.weight'].sort(),
  )
  expect(root.auxiliary.has('dropout.attention')).toBe(true)
})
