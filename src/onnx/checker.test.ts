import { describe, expect, test } from 'vitest'
import { checkGraph } from './checker.ts'
import type { OnnxGraph } from './model.ts'

const good: OnnxGraph = {
  name: 'good',
  nodes: [
    { opType: 'Add', domain: '', inputs: ['x', 'c'], outputs: ['sum'], attributes: {} },
    { opType: 'Clip', domain: '', inputs: ['sum', '', 'c'], outputs: ['y'], attributes: {} },
  ],
  inputs: [{ name: 'x', dtype: 'float32', shape: [] }],
  outputs: [{ name: 'y', dtype: 'float32' }],
  initializers: [{ name: 'c', dtype: 'float32', shape: [], bytes: new Uint8Array(4) }],
}
const [add, clip] = good.nodes
const [constant] = good.initializers

test('a good graph passes', () => {
  expect(() => checkGraph(good)).not.toThrow()
})

test.each<[string, Partial<OnnxGraph>, string]>([
  [
    'a node before what it reads',
    { nodes: [clip!, add!] },
    'Clip reads sum, which nothing before it defines',
  ],
  ['an input that is not declared', { inputs: [] }, 'Add reads x, which nothing before it defines'],
  ['a name given twice by nodes', { nodes: [add!, add!, clip!] }, 'sum is defined twice'],
  [
    'an input named as a constant',
    { inputs: [...good.inputs, { name: 'c', dtype: 'float32' }] },
    'c is defined twice',
  ],
  ['two constants of one name', { initializers: [constant!, constant!] }, 'c is defined twice'],
  [
    'an input without a name',
    { inputs: [...good.inputs, { name: '', dtype: 'int32' }] },
    'a value has no name',
  ],
  ['a node without an output', { nodes: [add!, clip!, { ...add!, outputs: [] }] }, 'Add has no output'],
  ['no output', { outputs: [] }, 'it has no output'],
  ['an unknown output', { outputs: [{ name: 'z', dtype: 'float32' }] }, 'output z is not defined'],
  [
    'a constant of the wrong size',
    { initializers: [{ ...constant!, shape: [2] }] },
    'constant c holds 4 bytes, its shape needs 8',
  ],
  [
    'a constant of another type',
    { initializers: [{ ...constant!, dtype: 'int64' }] },
    'constant c holds 4 bytes, its shape needs 8',
  ],
])('refuses %s', (_, change, problem) => {
  expect(() => checkGraph({ ...good, ...change })).toThrow(
    expect.objectContaining({ code: 'E_ONNX_INVALID', values: { graph: 'good', problem } }),
  )
})

describe('the body of a control-flow node', () => {
  const body = (change: Partial<OnnxGraph> = {}): OnnxGraph => ({
    name: 'body',
    nodes: [{ opType: 'Add', domain: '', inputs: ['inner', 'x'], outputs: ['next'], attributes: {} }],
    inputs: [{ name: 'inner', dtype: 'float32' }],
    outputs: [{ name: 'next', dtype: 'float32' }],
    initializers: [],
    ...change,
  })
  const around = (graph: OnnxGraph): OnnxGraph => ({
    ...good,
    nodes: [{ opType: 'Scan', domain: '', inputs: ['x'], outputs: ['y'], attributes: { body: { graph } } }],
  })

  test('reads what stands before the node', () => {
    expect(() => checkGraph(around(body()))).not.toThrow()
  })

  test.each<[string, Partial<OnnxGraph>, string]>([
    ['an unknown value', { inputs: [] }, 'in Scan: Add reads inner, which nothing before it defines'],
    [
      'a name of the graph around it',
      { inputs: [{ name: 'x', dtype: 'float32' }] },
      'in Scan: x is defined twice',
    ],
    ['no output', { outputs: [] }, 'in Scan: it has no output'],
  ])('refuses %s', (_, change, problem) => {
    expect(() => checkGraph(around(body(change)))).toThrow(
      expect.objectContaining({ code: 'E_ONNX_INVALID', values: { graph: 'good', problem } }),
    )
  })

  test('keeps its names to itself', () => {
    const graph = around(body())
    expect(() => checkGraph({ ...graph, outputs: [{ name: 'next', dtype: 'float32' }] })).toThrow(
      'output next is not defined',
    )
  })
})

test('an output that is left out needs no name', () => {
  const nodes = [add!, { ...clip!, outputs: ['y', ''] }]
  expect(() => checkGraph({ ...good, nodes })).not.toThrow()
})
