import { describe, expect, test } from 'vitest'
import { EXCEPTIONS } from '../engine/devices.ts'
import { devicesAskedFor, devicesFound } from '../engine/probe.ts'
import { Graph } from '../graph/index.ts'
import { CASES } from './_cases.case.ts'
import { CompiledCase } from './_check.case.ts'
import { add, gradients, layerNormalization, multiply } from './index.ts'
import { OPERATORS } from './table.ts'

/** How far a device may be from the CPU, relative to the largest element or 1. */
const DEVICE_TOLERANCE = 1e-5

const devices = await devicesFound()

test('every device asked for is there', () => {
  expect(devices).toEqual(devicesAskedFor())
})

describe.each(devices)('operators on %s', (device) => {
  for (const [name, cases] of Object.entries(CASES)) {
    for (const operatorCase of cases) {
      test(`${name}: ${operatorCase.title}`, async ({ skip }) => {
        const exception = EXCEPTIONS[device][name]
        if (exception) return skip(exception)
        const { differentiable, tolerance = 2e-3 } = operatorCase
        const compiled = await CompiledCase.compile(operatorCase, device)
        const [y, found] = [await compiled.y(), await compiled.gradients()]
        if (operatorCase.expected) {
          const expected = operatorCase.expected(compiled.values)
          expect(y.length).toBe(expected.length)
          for (const [i, value] of y.entries()) expect(value).toBeCloseTo(expected[i]!, 4)
        }
        expect([...found.keys()].sort(), 'inputs with a gradient').toEqual([...differentiable].sort())
        for (const [input, gradient] of found) {
          const numeric = await compiled.differences(input)
          expect(distance(gradient, numeric, 1e-3), `gradient of ${input}`).toBeLessThan(tolerance)
        }
        await compiled.release()

        // Output and gradient of one device may agree with each other and both be wrong.
        if (device === 'cpu') return
        const reference = await CompiledCase.compile(operatorCase, 'cpu')
        expect(distance(y, await reference.y(), 1), 'output').toBeLessThan(DEVICE_TOLERANCE)
        for (const [input, expected] of await reference.gradients())
          expect(distance(found.get(input)!, expected, 1), input).toBeLessThan(DEVICE_TOLERANCE)
        await reference.release()
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

/** The largest difference, relative to the largest expected element or `floor`. */
function distance(found: ArrayLike<number>, expected: ArrayLike<number>, floor: number): number {
  expect(found.length).toBe(expected.length)
  const list = Array.from(expected)
  const scale = Math.max(...list.map(Math.abs), floor)
  return Math.max(...list.map((value, i) => Math.abs(found[i]! - value))) / scale
}
