import * as ort from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { fromFloat16, toFloat16 } from '../base/dtypes.ts'
import { RandomStream } from '../base/random.ts'
import { Emitter } from '../graph/index.ts'
import { writeModel } from '../onnx/index.ts'
import { addConstant, Conversions, dense, type Precision } from './_matrices.ts'
import { BLOCK, columnsToInt8, rowsToInt4, rowsToInt8, transpose } from './_quantize.ts'

const random = new RandomStream(7)
const numbers = (count: number) => Float32Array.from({ length: count }, () => random.normal())

/** A row of bytes times a matrix [inputs, outputs] as ONNX Runtime computes it. */
async function integerProduct(row: Uint8Array, matrix: Int8Array, outputs: number): Promise<Int32Array> {
  const emitter = new Emitter('cpu')
  const weight = addConstant(emitter, 'w', 'int8', [row.length, outputs], matrix)
  const y = emitter.node('MatMulInteger', ['x', weight])
  const graph = {
    name: 'integers',
    nodes: emitter.nodes,
    initializers: emitter.initializers,
    inputs: [{ name: 'x', dtype: 'uint8', shape: [1, row.length] } as const],
    outputs: [{ name: y, dtype: 'int32' } as const],
  }
  const session = await ort.InferenceSession.create(writeModel(graph))
  const found = await session.run({ x: new ort.Tensor('uint8', row, [1, row.length]) })
  await session.release()
  return found[y]!.data as Int32Array
}

describe('8 bits', () => {
  const [rows, columns] = [37, 5]
  const matrix = numbers(rows * columns)
  for (let row = 0; row < rows; row++) matrix[row * columns + 3] = 0
  const { values, scales } = columnsToInt8(matrix, columns)
  const columnOf = (column: number) => [...values].filter((_, i) => i % columns === column)

  test('every number is within half a step of its column', () => {
    for (const [i, value] of matrix.entries()) {
      const scale = scales[i % columns]!
      expect(Math.abs(values[i]! * scale - value)).toBeLessThanOrEqual(scale / 2 + 1e-6)
    }
    expect(scales[3]).toBe(1)
  })

  test('pairs of rows stay within 128, and one number or pair of each column comes near', () => {
    for (const column of [0, 1, 2, 4]) {
      const own = columnOf(column)
      const pairs = own.flatMap((value, i) => (i % 2 === 0 ? [value + (own[i + 1] ?? 0)] : []))
      expect(Math.max(...own.map(Math.abs))).toBeLessThanOrEqual(127)
      expect(Math.max(...pairs.map(Math.abs))).toBeLessThanOrEqual(128)
      expect(Math.max(...[...own, ...pairs].map(Math.abs))).toBeGreaterThanOrEqual(126)
    }
  })

  test('this processor multiplies them exactly by bytes of any size', async () => {
    // All of one sign and of like size: in the old way two of them were 254, and times 255 beyond 16 bits.
    const [inputs, outputs] = [64, 16]
    const like = Float32Array.from({ length: inputs * outputs }, () => 0.9 + 0.1 * random.uniform())
    const { values: bytes } = columnsToInt8(like, outputs)
    const given = Uint8Array.from({ length: inputs }, (_, i) => 255 - (i % 7))
    const sums = await integerProduct(given, bytes, outputs)
    const exact = Array.from({ length: outputs }, (_, output) =>
      given.reduce((sum, byte, input) => sum + byte * bytes[input * outputs + output]!, 0),
    )
    expect([...sums]).toEqual(exact)
  })

  test('rows of a table have scales of their own', () => {
    const { values, scales } = rowsToInt8(Float32Array.of(1, -2, 0.01, 0.02, 0, 0), 2)
    expect([...values]).toEqual([64, -127, 64, 127, 0, 0])
    expect([...scales].map((scale) => Number(scale.toPrecision(5)))).toEqual([0.015748, 0.00015748, 1])
  })
})

test('4 bits: the number of the largest magnitude of a block is met, of either sign, and none leaves the range', () => {
  const inputs = BLOCK + 6
  const matrix = numbers(3 * inputs)
  const { values, scales } = rowsToInt4(matrix, inputs)
  expect(values).toHaveLength(3 * 2 * (BLOCK / 2))
  for (let row = 0; row < 3; row++) {
    for (let i = 0; i < inputs; i++) {
      const place = row * 2 + Math.floor(i / BLOCK)
      const at = place * BLOCK + (i % BLOCK)
      const step = at % 2 === 0 ? values[at >> 1]! & 15 : values[at >> 1]! >> 4
      const scale = scales[place]!
      // The end without a 16th step is a whole step away at most.
      const most = step === 15 ? 1 : 0.5
      expect(Math.abs((step - 8) * scale - matrix[row * inputs + i]!)).toBeLessThanOrEqual(
        most * Math.abs(scale) + 1e-6,
      )
    }
  }
})

test('half precision is rounded to the nearest, of two to the even one', () => {
  for (let bits = 0; bits < 0x7c00; bits++) {
    const value = fromFloat16(bits)
    if (toFloat16(value) !== bits) expect(toFloat16(value)).toBe(bits)
    const middle = (value + fromFloat16(bits + 1)) / 2
    const even = bits % 2 === 0 ? bits : bits + 1
    if (toFloat16(middle) !== even) expect([value, toFloat16(middle)]).toEqual([value, even])
  }
  expect(toFloat16(-1.5)).toBe(0xbe00)
  expect(toFloat16(1e6)).toBe(0x7c00)
  expect(toFloat16(-0)).toBe(0x8000)
  expect(Number.isNaN(fromFloat16(toFloat16(Number.NaN)))).toBe(true)
})

test('transposing', () => {
  expect([...transpose(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3)]).toEqual([1, 4, 2, 5, 3, 6])
  const [rows, columns] = [70, 33]
  const matrix = numbers(rows * columns)
  expect(transpose(transpose(matrix, rows, columns), columns, rows)).toEqual(matrix)
})

test.each<[Precision, number]>([
  ['fp32', 1e-4],
  ['fp16', 0.05],
  ['q8', 0.4],
  ['q4', 3],
])('a product with its bias in %s is about what it should be', async (precision, tolerance) => {
  const [rows, inputs, outputs] = [3, 64, 48]
  const data = numbers(outputs * inputs)
  const x = numbers(rows * inputs)
  const emitter = new Emitter('cpu')
  const bias = numbers(outputs)
  const matrix = { name: 'w', data, outputs, inputs }
  const y = dense(emitter, 'x', matrix, 'b', precision, new Conversions())
  const graph = {
    name: 'product',
    nodes: emitter.nodes,
    initializers: emitter.initializers,
    inputs: [
      { name: 'x', dtype: 'float32', shape: ['n', inputs] } as const,
      { name: 'b', dtype: 'float32', shape: [outputs] } as const,
    ],
    outputs: [{ name: y, dtype: 'float32' } as const],
  }
  const session = await ort.InferenceSession.create(writeModel(graph))
  const feeds = {
    x: new ort.Tensor('float32', x, [rows, inputs]),
    b: new ort.Tensor('float32', bias, [outputs]),
  }
  const found = (await session.run(feeds))[y]!
  const errors = [...(found.data as Float32Array)].map((value, at) => {
    const [row, output] = [Math.floor(at / outputs), at % outputs]
    let sum = bias[output]!
    for (let i = 0; i < inputs; i++) sum += x[row * inputs + i]! * data[output * inputs + i]!
    return Math.abs(value - sum)
  })
  await session.release()
  expect(errors).toHaveLength(rows * outputs)
  expect(Math.max(...errors)).toBeLessThan(tolerance)
})
