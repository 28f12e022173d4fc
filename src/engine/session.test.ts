import { describe, expect, test } from 'vitest'
import type { OnnxGraph } from '../onnx/index.ts'
import { Arena } from './memory.ts'
import { byteTensor, floatTensor, intTensor, Session } from './session.ts'

const OPTIONS = { device: 'cpu', threads: 1 } as const

/** y = x·w and z = −x, with a named dimension. */
const graph: OnnxGraph = {
  name: 'two outputs',
  nodes: [
    { opType: 'MatMul', domain: '', inputs: ['x', 'w'], outputs: ['y'], attributes: {} },
    { opType: 'Neg', domain: '', inputs: ['x'], outputs: ['z'], attributes: {} },
  ],
  inputs: [
    { name: 'x', dtype: 'float32', shape: ['T', 2] },
    { name: 'w', dtype: 'float32', shape: [2, 3] },
  ],
  outputs: [
    { name: 'y', dtype: 'float32' },
    { name: 'z', dtype: 'float32' },
  ],
  initializers: [],
}

const w = floatTensor(Float32Array.of(1, 0, 2, 0, 1, 3), [2, 3])
const x = (rows: number) =>
  floatTensor(
    Float32Array.from({ length: rows * 2 }, (_, i) => i + 1),
    [rows, 2],
  )

describe.each([true, false])('a session (copy-free: %s)', (copyFree) => {
  test('writes its outputs where it is told, run after run and at any size', async () => {
    const session = await Session.open(graph, OPTIONS, copyFree)
    const memory = new ArrayBuffer(4096)
    for (const rows of [2, 1, 5]) {
      const y = new Float32Array(memory, 64, rows * 3)
      const z = new Float32Array(memory, 1024, rows * 2)
      await session.run({ x: x(rows), w }, { y: floatTensor(y, [rows, 3]), z: floatTensor(z, [rows, 2]) })
      for (let row = 0; row < rows; row++) {
        const [a, b] = [2 * row + 1, 2 * row + 2]
        expect([...y.subarray(row * 3, row * 3 + 3)]).toEqual([a, b, 2 * a + 3 * b])
        expect([...z.subarray(row * 2, row * 2 + 2)]).toEqual([-a, -b])
      }
    }
    await session.release()
  })

  test('writes into WebAssembly memory, at offsets', async () => {
    const session = await Session.open(graph, OPTIONS, copyFree)
    const arena = new Arena(4096)
    arena.floats(4)
    const [y, z] = [arena.floats(3), arena.floats(2)]
    await session.run({ x: x(1), w }, { y: floatTensor(y, [1, 3]), z: floatTensor(z, [1, 2]) })
    expect([...y, ...z]).toEqual([1, 2, 8, -1, -2])
    await session.release()
  })

  test('ignores feeds that the graph does not read', async () => {
    const session = await Session.open(graph, OPTIONS, copyFree)
    const [y, z] = [new Float32Array(3), new Float32Array(2)]
    const fetches = { y: floatTensor(y, [1, 3]), z: floatTensor(z, [1, 2]) }
    await session.run({ x: x(1), w, other: intTensor(Int32Array.of(1), [1]) }, fetches)
    expect([...y]).toEqual([1, 2, 8])
    await session.release()
  })

  test('a failed run is E_ENGINE_RUN with the reason, and the session still runs', async () => {
    const session = await Session.open(graph, OPTIONS, copyFree)
    const y = new Float32Array(3)
    const fetches = { y: floatTensor(y, [1, 3]), z: floatTensor(new Float32Array(2), [1, 2]) }
    const wrongShape = { x: floatTensor(new Float32Array(3), [1, 3]), w }
    const wrongType = { x: intTensor(new Int32Array(2), [1, 2]), w }
    for (const feeds of [wrongShape, wrongType, { w }]) {
      await expect(session.run(feeds, fetches)).rejects.toThrow(
        expect.objectContaining({
          code: 'E_ENGINE_RUN',
          values: expect.objectContaining({ graph: 'two outputs' }),
        }),
      )
    }
    await session.run({ x: x(1), w }, fetches)
    expect([...y]).toEqual([1, 2, 8])
    await session.release()
  })

  test('an output buffer of the wrong size is an error, not a partial write', async () => {
    const session = await Session.open(graph, OPTIONS, copyFree)
    for (const size of [2, 4]) {
      const y = floatTensor(new Float32Array(size), [1, size])
      const z = floatTensor(new Float32Array(2), [1, 2])
      await expect(session.run({ x: x(1), w }, { y, z })).rejects.toThrow('E_ENGINE_RUN')
    }
    await session.release()
  })
})

test('the copy-free path works with this version of onnxruntime-node', async () => {
  // Without it everything still works, but a step of a base model costs 0.2 s more: worth knowing.
  const session = await Session.create(graph, OPTIONS)
  expect(session.inputNames).toEqual(new Set(['x', 'w']))
  const y = new Float32Array(3).fill(7)
  await session.run(
    { x: x(1), w },
    { y: floatTensor(y, [1, 3]), z: floatTensor(new Float32Array(2), [1, 2]) },
  )
  expect([...y]).toEqual([1, 2, 8])
  expect(session.isCopyFree).toBe(true)
  await session.release()
})

test('bytes and ints are views, not copies', () => {
  const bytes = Uint8Array.of(1, 0)
  const ints = Int32Array.of(5)
  expect(byteTensor(bytes, [2]).data).toBe(bytes)
  expect(intTensor(ints, [1]).data).toBe(ints)
})

test('a graph that cannot be compiled is E_ENGINE_OPEN with the reason', async () => {
  const graph = {
    name: 'unknown',
    nodes: [{ opType: 'NoSuchOperator', domain: '', inputs: ['x'], outputs: ['y'], attributes: {} }],
    inputs: [{ name: 'x', dtype: 'float32', shape: [1] }],
    outputs: [{ name: 'y', dtype: 'float32' }],
    initializers: [],
  } as const
  await expect(Session.create(graph, { device: 'cpu', threads: 1 })).rejects.toMatchObject({
    code: 'E_ENGINE_OPEN',
    values: { graph: 'unknown', device: 'cpu', reason: expect.stringContaining('NoSuchOperator') },
  })
})
