import { describe, expect, test } from 'vitest'
import { devicesFound } from '../engine/probe.ts'
import { type DeviceName, Graph } from '../graph/index.ts'
import { CASES } from './_cases.case.ts'
import { checkCase } from './_check.case.ts'
import { add, gradients, layerNormalization, multiply } from './index.ts'
import { OPERATORS } from './table.ts'

const devices: readonly DeviceName[] = await devicesFound()

describe.each(devices)('operators on %s', (device) => {
  for (const [name, cases] of Object.entries(CASES)) {
    for (const operatorCase of cases) {
      test(`${name}: ${operatorCase.title}`, async () => {
        const { y, gradients: found, values } = await checkCase(operatorCase, device)
        if (operatorCase.expected) {
          const expected = operatorCase.expected(values)
          expect(y.length).toBe(expected.length)
          for (const [i, value] of y.entries()) expect(value).toBeCloseTo(expected[i]!, 4)
        }
        for (const { input, analytic, numeric } of found) {
          const scale = Math.max(...numeric.map(Math.abs), 1e-3)
          const worst = Math.max(...analytic.map((value, i) => Math.abs(value - numeric[i]!))) / scale
          expect(worst, `gradient of ${input}`).toBeLessThan(operatorCase.tolerance ?? 2e-3)
        }
        const differentiated = found.map(({ input }) => input).sort()
        expect(differentiated, 'inputs with a gradient').toEqual([...operatorCase.differentiable].sort())
      })
    }
  }
})

test('every operator has a case', () => {
  expect(Object.keys(CASES).sort()).toEqual(Object.keys(OPERATORS).sort())
})

describe('reverse mode', () => {
  test('adds the cotangents of a tensor that is used twice', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [2])
    const y = add(x, x)
    const seed = graph.input('seed', 'float32', [2])
    expect(gradients(graph, new Map([[y, seed]]), [x]).get(x)).toBe(add(seed, seed))
  })

  test('builds nothing for what leads to no wanted tensor', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [2])
    const frozen = graph.input('frozen', 'float32', [2])
    const y = multiply(x, frozen)
    const before = graph.nodes.length
    gradients(graph, new Map([[y, graph.input('seed', 'float32', [2])]]), [x])
    expect(graph.nodes.length).toBe(before + 1)
  })

  test('refuses to cut a gradient silently', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', [2, 4])
    const scale = graph.input('scale', 'float32', [4])
    const y = layerNormalization(x, scale, scale, 1e-5)
    const mean = y.node!.outputs[1]!
    const seeds = new Map([[mean, graph.input('seed', 'float32', [2, 1])]])
    expect(() => gradients(graph, seeds, [x])).toThrow('E_GRAPH_SECOND_OUTPUT')
  })
})
