import * as ort from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import type { OnnxGraph, OnnxNode } from './model.ts'
import { checkModelBytes, IR_VERSION, modelParts, OPSET, writeModel, writeSplit } from './writer.ts'

/** Runs a graph the way any ONNX program would: from its bytes. */
async function run(graph: OnnxGraph, feeds: Record<string, ort.Tensor> = {}) {
  const session = await ort.InferenceSession.create(writeModel(graph), { logSeverityLevel: 3 })
  const results = await session.run(feeds)
  await session.release()
  return results
}

const node = (
  opType: string,
  inputs: string[],
  outputs: string[],
  attributes: OnnxNode['attributes'] = {},
): OnnxNode => ({ opType, domain: '', inputs, outputs, attributes })

const floats = (data: readonly number[], dims: readonly number[]) =>
  new ort.Tensor('float32', Float32Array.from(data), dims)

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer)

describe('attributes', () => {
  test('int, negative ones too', async () => {
    for (const [axis, expected] of [
      [-1, [3, 7]],
      [0, [4, 6]],
    ] as const) {
      const graph: OnnxGraph = {
        name: 'sum',
        nodes: [
          node('Flatten', ['x'], ['same'], { axis: { int: 1 } }),
          node('ReduceSum', ['same', 'axes'], ['y'], { keepdims: { int: 0 } }),
        ],
        inputs: [{ name: 'x', dtype: 'float32', shape: [2, 2] }],
        outputs: [{ name: 'y', dtype: 'float32' }],
        initializers: [
          { name: 'axes', dtype: 'int64', shape: [1], bytes: bytesOf(BigInt64Array.of(BigInt(axis))) },
        ],
      }
      expect([...(await run(graph, { x: floats([1, 2, 3, 4], [2, 2]) })).y!.data]).toEqual(expected)
    }
    const softmax = node('Softmax', ['x'], ['y'], { axis: { int: -2 } })
    const graph = unary(softmax, [2, 1])
    expect((await run(graph, { x: floats([5, 5], [2, 1]) })).y!.data).toEqual(Float32Array.of(0.5, 0.5))
  })

  test('float', async () => {
    const leaky = unary(node('LeakyRelu', ['x'], ['y'], { alpha: { float: 0.25 } }), [2])
    expect((await run(leaky, { x: floats([-4, 4], [2]) })).y!.data).toEqual(Float32Array.of(-1, 4))
  })

  test('text', async () => {
    const gelu = (approximate: string) =>
      unary(node('Gelu', ['x'], ['y'], { approximate: { text: approximate } }), [1])
    const at = async (approximate: string) =>
      (await run(gelu(approximate), { x: floats([1], [1]) })).y!.data[0] as number
    expect(await at('none')).toBeCloseTo(0.8413447, 6)
    expect(await at('tanh')).toBeCloseTo(0.841192, 6)
  })

  test('a graph: the body of a Scan, which reads a value around it', async () => {
    const value = (name: string) => ({ name, dtype: 'float32' }) as const
    const body: OnnxGraph = {
      name: 'body',
      nodes: [node('Mul', ['sum', 'factor'], ['scaled']), node('Add', ['scaled', 'slice'], ['next'])],
      inputs: [value('sum'), value('slice')],
      outputs: [value('next')],
      initializers: [],
    }
    const scan = node('Scan', ['start', 'x'], ['y'], { body: { graph: body }, num_scan_inputs: { int: 1 } })
    const graph: OnnxGraph = {
      ...unary(scan, [3]),
      initializers: [
        { name: 'start', dtype: 'float32', shape: [], bytes: bytesOf(Float32Array.of(1)) },
        { name: 'factor', dtype: 'float32', shape: [], bytes: bytesOf(Float32Array.of(10)) },
      ],
    }
    expect((await run(graph, { x: floats([2, 3, 4], [3]) })).y!.data).toEqual(Float32Array.of(1234))
  })

  test('ints', async () => {
    const transposed = unary(node('Transpose', ['x'], ['y'], { perm: { ints: [2, 0, 1] } }), [1, 2, 3])
    const y = (await run(transposed, { x: floats([1, 2, 3, 4, 5, 6], [1, 2, 3]) })).y!
    expect([y.dims, [...y.data]]).toEqual([
      [3, 1, 2],
      [1, 4, 2, 5, 3, 6],
    ])
  })
})

const unary = (only: OnnxNode, shape: readonly (number | string)[]): OnnxGraph => ({
  name: 'unary',
  nodes: [only],
  inputs: [{ name: 'x', dtype: 'float32', shape }],
  outputs: [{ name: 'y', dtype: 'float32' }],
  initializers: [],
})

describe('initializers of every element type', () => {
  test.each([
    ['float32', Float32Array.of(1.5, -2), [1.5, -2]],
    ['float64', Float64Array.of(1.5, -2), [1.5, -2]],
    ['int32', Int32Array.of(-7, 2 ** 31 - 1), [-7, 2 ** 31 - 1]],
    ['int64', BigInt64Array.of(-7n, 2n ** 62n), [-7n, 2n ** 62n]],
    ['uint8', Uint8Array.of(0, 255), [0, 255]],
    ['bool', Uint8Array.of(1, 0), [1, 0]],
    ['float16', Uint16Array.of(0x3c00, 0xc000), [0x3c00, 0xc000]],
  ] as const)('%s', async (dtype, array, expected) => {
    const { y } = await run({
      name: 'constant',
      nodes: [node('Identity', ['c'], ['y'])],
      inputs: [],
      outputs: [{ name: 'y', dtype }],
      initializers: [{ name: 'c', dtype, shape: [2, 1], bytes: bytesOf(array) }],
    })
    expect(y!.type).toBe(dtype)
    expect(y!.dims).toEqual([2, 1])
    const bits = y!.data as unknown as ArrayBufferView & ArrayLike<number>
    const found = dtype === 'float16' ? new Uint16Array(bits.buffer, bits.byteOffset, 2) : y!.data
    expect(Array.from(found as ArrayLike<unknown>)).toEqual(expected)
  })

  test('a scalar has no axes', async () => {
    const { y } = await run({
      name: 'scalar',
      nodes: [node('Identity', ['c'], ['y'])],
      inputs: [],
      outputs: [{ name: 'y', dtype: 'float32' }],
      initializers: [{ name: 'c', dtype: 'float32', shape: [], bytes: bytesOf(Float32Array.of(3)) }],
    })
    expect([y!.dims, [...y!.data]]).toEqual([[], [3]])
  })
})

describe('dimensions', () => {
  test('a named one takes any size, and the same one everywhere', async () => {
    const graph: OnnxGraph = {
      name: 'named',
      nodes: [node('MatMul', ['a', 'b'], ['y'])],
      inputs: [
        { name: 'a', dtype: 'float32', shape: ['rows', 2] },
        { name: 'b', dtype: 'float32', shape: [2, 'columns'] },
      ],
      outputs: [{ name: 'y', dtype: 'float32', shape: ['rows', 'columns'] }],
      initializers: [],
    }
    const session = await ort.InferenceSession.create(writeModel(graph))
    expect(session.inputMetadata).toMatchObject([
      { name: 'a', type: 'float32', shape: ['rows', 2] },
      { name: 'b', type: 'float32', shape: [2, 'columns'] },
    ])
    for (const rows of [1, 3]) {
      const { y } = await session.run({
        a: floats(new Array(rows * 2).fill(1), [rows, 2]),
        b: floats([1, 2, 3, 4], [2, 2]),
      })
      expect(y!.dims).toEqual([rows, 2])
    }
    await session.release()
  })

  test('a fixed one is checked by ONNX Runtime', async () => {
    const graph = unary(node('Neg', ['x'], ['y']), [2])
    await expect(run(graph, { x: floats([1, 2, 3], [3]) })).rejects.toThrow(/invalid dimensions/)
  })
})

test('an optional input that is left out, and a node of ONNX Runtime’s own domain', async () => {
  const graph: OnnxGraph = {
    name: 'clip',
    nodes: [
      node('Clip', ['x', '', 'top'], ['clipped']),
      {
        opType: 'FusedMatMul',
        domain: 'com.microsoft',
        inputs: ['clipped', 'clipped'],
        outputs: ['y'],
        attributes: { transB: { int: 1 }, alpha: { float: 2 } },
      },
    ],
    inputs: [{ name: 'x', dtype: 'float32', shape: [1, 2] }],
    outputs: [{ name: 'y', dtype: 'float32' }],
    initializers: [{ name: 'top', dtype: 'float32', shape: [], bytes: bytesOf(Float32Array.of(3)) }],
  }
  expect((await run(graph, { x: floats([-1, 9], [1, 2]) })).y!.data).toEqual(Float32Array.of(20))
})

test('the header says which versions the file keeps to', () => {
  const bytes = writeModel(unary(node('Neg', ['x'], ['y']), ['n']))
  // Field 1 (ir_version) as a varint, then field 2 (producer_name).
  expect([...bytes.subarray(0, 4)]).toEqual([0x08, IR_VERSION, 0x12, 'hantune'.length])
  // The last but one operator set is the standard one: no domain text, then field 2 (version).
  expect(Buffer.from(bytes).includes(Buffer.from([0x0a, 0x00, 0x10, OPSET]))).toBe(true)
})

test('a model that no file of protobuf holds is refused by its size', () => {
  const withWeights = (length: number): OnnxGraph => ({
    ...unary(node('Neg', ['x'], ['y']), ['n']),
    // Only the number of bytes counts before any is written.
    initializers: [{ name: 'w', dtype: 'float32', shape: [length / 4], bytes: { length } as Uint8Array }],
  })
  expect(() => modelParts(withWeights(2 ** 31 - 2048))).not.toThrow()
  // The weights alone would have room.
  expect(() => modelParts(withWeights(2 ** 31 - 4))).toThrow('E_ONNX_SIZE')
  expect(() => modelParts(withWeights(2 ** 33))).toThrow('8.59 GB')
  expect(() => checkModelBytes(2 ** 31 - 1)).not.toThrow()
  expect(() => checkModelBytes(2 ** 31)).toThrow('E_ONNX_SIZE')
})

test('large constants may stand beside a model, and are its own once it is open', async () => {
  const large = Float32Array.from({ length: 300 }, (_, i) => i)
  const graph: OnnxGraph = {
    name: 'split',
    nodes: [node('Add', ['x', 'large'], ['sum']), node('Mul', ['sum', 'small'], ['y'])],
    inputs: [{ name: 'x', dtype: 'float32', shape: [300] }],
    outputs: [{ name: 'y', dtype: 'float32' }],
    initializers: [
      { name: 'large', dtype: 'float32', shape: [300], bytes: bytesOf(large) },
      { name: 'small', dtype: 'float32', shape: [1], bytes: bytesOf(Float32Array.of(2)) },
    ],
  }
  const { model, externalData } = writeSplit(graph)
  expect(model.length).toBeLessThan(400)
  expect(externalData).toEqual([{ path: 'large', data: bytesOf(large) }])
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3, externalData })
  // Whoever opened it may free them.
  large.fill(Number.NaN)
  const { y } = await session.run({ x: floats(new Array(300).fill(1), [300]) })
  expect([...(y!.data as Float32Array)].slice(0, 3)).toEqual([2, 4, 6])
  await session.release()
})
