import { describe, expect, test } from 'vitest'
import { largest, negative, product, subtract } from './_testing.case.ts'
import { Graph, operandsOf } from './graph.ts'
import { broadcastShapes, reduceShape } from './shapes.ts'

const matrices = () => {
  const graph = new Graph()
  return { graph, x: graph.input('x', 'float32', ['T', 4]), w: graph.input('w', 'float32', [4, 'T']) }
}

describe('equal nodes are one', () => {
  test('the same operator, inputs and attributes', () => {
    const { graph, x, w } = matrices()
    expect(subtract(x, negative(x))).toBe(subtract(x, negative(x)))
    expect(product(x, w)).toBe(product(x, w))
    expect(graph.nodes).toHaveLength(3)
  })

  test('other inputs, another order, another attribute, an optional input: others', () => {
    const { graph, x } = matrices()
    const y = negative(x)
    const low = graph.constant('float32', 0)
    const all = [subtract(x, y), subtract(y, x), ...largest(x, 0), ...largest(x, 1), ...largest(x, 0, low)]
    expect(new Set(all).size).toBe(all.length)
    expect(operandsOf(largest(x, 0)[0]!.node!)).toEqual([x])
    expect(operandsOf(largest(x, 0, low)[0]!.node!)).toEqual([x, low])
  })

  test('inputs are never merged, names or not', () => {
    const graph = new Graph()
    expect(graph.input('x', 'float32', [1])).not.toBe(graph.input('x', 'float32', [1]))
  })
})

describe('constants', () => {
  test('equal ones are one; type, shape and values tell them apart', () => {
    const graph = new Graph()
    const one = graph.constant('float32', 1)
    expect(graph.constant('float32', [1], [])).toBe(one)
    const others = [
      graph.constant('float32', [1]),
      graph.constant('int64', 1),
      graph.constant('float32', 1.0000001),
      graph.constant('float32', [1], [1, 1]),
    ]
    expect(new Set([one, ...others]).size).toBe(5)
    expect(one.shape).toEqual([])
    expect(others[0]!.shape).toEqual([1])
  })
})

test('an input of another graph is refused, for ids count within a graph only', () => {
  const [first, second] = [matrices(), matrices()]
  expect(() => subtract(first.x, second.x)).toThrow('another graph')
})

test('order of creation is a topological order', () => {
  const { graph, x, w } = matrices()
  subtract(product(x, w), negative(product(x, w)))
  for (const node of graph.nodes)
    for (const operand of operandsOf(node)) expect(operand.id).toBeLessThan(node.outputs[0]!.id)
})

describe('shapes', () => {
  test.each([
    [[2, 3], [3], [2, 3]],
    [
      ['T', 1],
      [1, 4],
      ['T', 4],
    ],
    [[], ['B', 'S'], ['B', 'S']],
    [['T'], ['T'], ['T']],
  ])('%j and %j broadcast to %j', (a, b, expected) => {
    expect(broadcastShapes('Add', a, b)).toEqual(expected)
    expect(broadcastShapes('Add', b, a)).toEqual(expected)
  })

  test.each([
    [[2], [3]],
    [['T'], ['S']],
    [['T'], [4]],
  ])('%j and %j do not', (a, b) => {
    expect(() => broadcastShapes('Add', a, b)).toThrow('E_GRAPH_SHAPE')
  })

  test('reduced axes go or become 1', () => {
    expect(reduceShape(['T', 3, 4], [-1, 0], false)).toEqual([3])
    expect(reduceShape(['T', 3, 4], [-1, 0], true)).toEqual([1, 3, 1])
  })
})
