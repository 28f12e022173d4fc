import { describe, expect, test } from 'vitest'
import { largest, negative, product, subtract } from './_testing.case.ts'
import { defineOperator, Graph, type Tensor } from './index.ts'
import { type CotangentAlgebra, reverse } from './reverse.ts'

/** An algebra that writes down what it was asked for. */
function recorder() {
  const asked: string[] = []
  const algebra: CotangentAlgebra = {
    add: (a, b) => {
      asked.push('add')
      return subtract(a, negative(b))
    },
    unbroadcast: (cotangent, like) => {
      asked.push(`unbroadcast [${cotangent.shape}] to [${like.shape}]`)
      return like.graph.input('summed', like.dtype, like.shape)
    },
  }
  return { asked, algebra }
}

const start = () => {
  const graph = new Graph()
  const x = graph.input('x', 'float32', ['T', 4])
  const b = graph.input('b', 'float32', [4])
  return { graph, x, b, seed: graph.input('seed', 'float32', ['T', 4]) }
}

describe('reverse mode', () => {
  test('sums back a broadcast input, and only that', () => {
    const { graph, x, b, seed } = start()
    const { asked, algebra } = recorder()
    const found = reverse(graph, new Map([[subtract(x, b), seed]]), [x, b], algebra)
    expect(asked).toEqual(['unbroadcast [T,4] to [4]'])
    expect(found.get(x)).toBe(seed)
    expect(found.get(b)!.shape).toEqual([4])
  })

  test('an unbroadcast of the wrong shape is noticed', () => {
    const { graph, x, b, seed } = start()
    const algebra = { ...recorder().algebra, unbroadcast: (cotangent: Tensor) => cotangent }
    const seeds = new Map([[subtract(x, b), seed]])
    expect(() => reverse(graph, seeds, [b], algebra)).toThrow('gradient of b is [T, 4], the input [4]')
  })

  test('adds where a value is used twice', () => {
    const { graph, x, seed } = start()
    const { asked, algebra } = recorder()
    const found = reverse(graph, new Map([[subtract(x, x), seed]]), [x], algebra)
    expect(asked).toEqual(['add'])
    expect(found.get(x)).toBe(subtract(seed, negative(negative(seed))))
  })

  test('what the seeds do not depend on has no cotangent', () => {
    const { graph, x, b, seed } = start()
    const found = reverse(graph, new Map([[negative(x), seed]]), [x, b], recorder().algebra)
    expect([...found.keys()]).toEqual([x])
  })

  test('an inner value can be asked for, and the walk ends there', () => {
    const { graph, x, seed } = start()
    const inner = negative(x)
    const before = graph.nodes.length
    const found = reverse(graph, new Map([[negative(inner), seed]]), [inner], recorder().algebra)
    expect(found.get(inner)).toBe(negative(seed))
    expect(graph.nodes.length).toBe(before + 2)
  })

  test('a forbidden input is an error where it is wanted, and none where it is not', () => {
    const { graph, x } = start()
    const w = graph.input('w', 'float32', [4, 4])
    const y = product(x, w)
    const seeds = new Map([[y, graph.input('dy', 'float32', ['T', 4])]])
    expect(() => reverse(graph, seeds, [x], recorder().algebra)).toThrow('E_GRAPH_NOT_DIFFERENTIABLE')
    expect(reverse(graph, seeds, [w], recorder().algebra).size).toBe(0)
  })

  test('a loss through a second output is an error', () => {
    const { graph, x, seed } = start()
    const [, places] = largest(x, 0)
    expect(() => reverse(graph, new Map([[places!, seed]]), [x], recorder().algebra)).toThrow(
      'E_GRAPH_SECOND_OUTPUT',
    )
  })
})

test('an operator whose gradient rule is left out does not compile', () => {
  const whole = {
    name: 'Min',
    inputs: ['a', 'b'],
    recompute: true,
    infer: ({ a }: { a: Tensor }) => [a],
  } as const
  const good = defineOperator<{ a: Tensor; b: Tensor }>({ ...whole, gradients: { a: 'none', b: 'none' } })
  expect(good.operator.name).toBe('Min')
  // @ts-expect-error no rule for `b`
  defineOperator<{ a: Tensor; b: Tensor }>({ ...whole, gradients: { a: 'none' } })
  // @ts-expect-error an optional input needs its rule too
  defineOperator<{ a: Tensor; b: Tensor | undefined }>({ ...whole, gradients: { a: 'none' } })
  // @ts-expect-error no rules at all
  defineOperator<{ a: Tensor; b: Tensor }>(whole)
  // @ts-expect-error a rule that is no rule
  defineOperator<{ a: Tensor; b: Tensor }>({ ...whole, gradients: { a: 'none', b: 'later' } })
  const graph = new Graph()
  // @ts-expect-error an input that is missing
  expect(() => good({ a: graph.input('a', 'float32', []) }, {})).not.toThrow()
})
