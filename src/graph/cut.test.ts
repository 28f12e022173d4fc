import { describe, expect, test } from 'vitest'
import { negative, product, subtract } from './_testing.case.ts'
import { chooseSaved, nodesBetween } from './cut.ts'
import { Graph } from './graph.ts'

/** x → heavy → cheap → heavy again, and a gradient that reads all of them. */
function chain() {
  const graph = new Graph()
  const x = graph.input('x', 'float32', [2, 2])
  const w = graph.input('w', 'float32', [2, 2])
  const first = product(x, w)
  const cheap = negative(first)
  const second = product(cheap, w)
  const y = subtract(second, cheap)
  return { graph, x, w, first, cheap, second, y, given: new Set([x, w]) }
}

describe('nodesBetween', () => {
  test('what computes the outputs, in order, and nothing else', () => {
    const { first, cheap, second, y, given, x } = chain()
    negative(negative(x))
    const operators = nodesBetween(given, [y]).map((node) => node.outputs[0])
    expect(operators).toEqual([first, cheap, second, y])
    expect(nodesBetween(given, [cheap, first]).map((node) => node.outputs[0])).toEqual([first, cheap])
  })

  test('stops at what is given, even inside the graph', () => {
    const { w, cheap, second, y } = chain()
    expect(nodesBetween(new Set([cheap, w]), [y]).map((node) => node.outputs[0])).toEqual([second, y])
    expect(nodesBetween(new Set([y]), [y])).toEqual([])
  })

  test('constants need not be given', () => {
    const { graph, x, given } = chain()
    expect(nodesBetween(given, [subtract(x, graph.constant('float32', 1))])).toHaveLength(1)
  })
})

describe('chooseSaved', () => {
  test('keeps the heavy values that backward reads; cheap ones are computed again', () => {
    const { first, second, y, given, cheap } = chain()
    const forward = nodesBetween(given, [y])
    const backward = [negative(subtract(y, cheap))]
    expect(chooseSaved(given, forward, backward)).toEqual([first, second])
  })

  test('keeps nothing that only forward needs', () => {
    const { first, cheap, y, given } = chain()
    const forward = nodesBetween(given, [y])
    // Reads `cheap` through a node of its own: only `first` is behind it.
    expect(chooseSaved(given, forward, [negative(cheap)])).toEqual([first])
  })

  test('does not keep what backward itself computes, heavy or not', () => {
    const { first, y, given, w, x } = chain()
    const forward = nodesBetween(given, [y])
    expect(chooseSaved(given, forward, [product(negative(first), product(w, x))])).toEqual([first])
  })

  test('keeps nothing at all when everything is to be computed again', () => {
    const { y, given } = chain()
    expect(chooseSaved(given, nodesBetween(given, [y]), [negative(y)], true)).toEqual([])
  })

  test('what is given is not kept', () => {
    const { x, y, given } = chain()
    expect(chooseSaved(given, nodesBetween(given, [y]), [negative(x)])).toEqual([])
  })
})
