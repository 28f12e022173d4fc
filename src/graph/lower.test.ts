import * as ort from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { writeModel } from '../onnx/index.ts'
import { largest, negative, product, subtract } from './_testing.case.ts'
import { Graph } from './graph.ts'
import { type Boundary, lower } from './lower.ts'

async function run(boundary: Boundary, feeds: Record<string, ort.Tensor>) {
  const session = await ort.InferenceSession.create(writeModel(lower('test', boundary, 'cpu')), {
    logSeverityLevel: 3,
  })
  const results = await session.run(feeds)
  await session.release()
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, [...tensor.data]]))
}

const pair = (a: number, b: number) => new ort.Tensor('float32', Float32Array.of(a, b), [2])

function two() {
  const graph = new Graph()
  return { graph, x: graph.input('x', 'float32', [2]), z: graph.input('z', 'float32', [2]) }
}

test('inputs that nothing reads are left out', () => {
  const { x, z } = two()
  const boundary = { inputs: new Map(Object.entries({ x, z })), outputs: new Map([['y', negative(x)]]) }
  expect(lower('test', boundary, 'cpu').inputs.map(({ name }) => name)).toEqual(['x'])
})

test('an output may be an input, a constant, or stand twice', async () => {
  const { graph, x, z } = two()
  const y = negative(x)
  const two2 = graph.constant('float32', [2, 2])
  const outputs = new Map(Object.entries({ same: x, y, again: y, two: two2, less: subtract(z, two2) }))
  const found = await run(
    { inputs: new Map(Object.entries({ x, z })), outputs },
    { x: pair(1, 2), z: pair(5, 6) },
  )
  expect(found).toEqual({ same: [1, 2], y: [-1, -2], again: [-1, -2], two: [2, 2], less: [3, 4] })
})

test('a value inside the graph may be given', async () => {
  const { x, z } = two()
  const inner = subtract(x, z)
  const boundary = { inputs: new Map([['inner', inner]]), outputs: new Map([['y', negative(inner)]]) }
  expect(lower('test', boundary, 'cpu').nodes).toHaveLength(1)
  expect(await run(boundary, { inner: pair(3, 4) })).toEqual({ y: [-3, -4] })
})

test('equal constants are written once', () => {
  const { graph, x } = two()
  const y = subtract(subtract(x, graph.constant('float32', 1)), graph.constant('float32', 1))
  const lowered = lower('test', { inputs: new Map([['x', x]]), outputs: new Map([['y', y]]) }, 'cpu')
  expect(lowered.initializers).toHaveLength(1)
})

test('groups of nodes, attributes and second outputs', async () => {
  const graph = new Graph()
  const x = graph.input('x', 'float32', [2, 3])
  const [values, places] = largest(x, 1)
  const outputs = new Map([
    ['values', values!],
    ['places', places!],
  ])
  const data = new ort.Tensor('float32', Float32Array.of(1, 9, 3, 7, 5, 6), [2, 3])
  expect(await run({ inputs: new Map([['x', x]]), outputs }, { x: data })).toEqual({
    values: [9, 7],
    places: [1n, 0n],
  })
})

test('an output that needs something not given is an error', () => {
  const { x, z } = two()
  const boundary = { inputs: new Map([['x', x]]), outputs: new Map([['y', product(x, z)]]) }
  expect(() => lower('test', boundary, 'cpu')).toThrow('MatMul reads z')
})

describe('a value that passes the boundary as a half', () => {
  const halves = new Set(['h'])
  const half = (...bits: number[]) => new ort.Tensor('float16', Uint16Array.from(bits), [2])

  test('is rounded on its way out and held within what halves can say', async () => {
    const { x } = two()
    const y = negative(x)
    const boundary = { inputs: new Map([['x', x]]), outputs: new Map(Object.entries({ h: y, y })), halves }
    // 1/3 is 0x3555; the largest half is 0x7bff.
    expect(await run(boundary, { x: pair(-1 / 3, 1e6) })).toEqual({
      h: [0x3555, 0xfbff],
      y: [Math.fround(1 / 3), -1e6],
    })
    expect((await run(boundary, { x: pair(Number.NEGATIVE_INFINITY, 0) })).h![0]).toBe(0x7bff)
  })

  test('is widened on its way in, once', async () => {
    const { x: h, z } = two()
    const outputs = new Map(Object.entries({ minus: negative(h), less: subtract(h, z) }))
    const boundary = { inputs: new Map(Object.entries({ h, z })), outputs, halves }
    const graph = lower('test', boundary, 'cpu')
    expect(graph.inputs.map(({ name, dtype }) => [name, dtype])).toEqual([
      ['h', 'float16'],
      ['z', 'float32'],
    ])
    expect(graph.nodes.filter(({ opType }) => opType === 'Cast')).toHaveLength(1)
    expect(await run(boundary, { h: half(0x3c00, 0xc000), z: pair(1, 1) })).toEqual({
      minus: [-1, 2],
      less: [0, -3],
    })
  })
})
