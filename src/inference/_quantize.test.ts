import * as ort from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { fromFloat16, toFloat16 } from '../base/dtypes.ts'
import { RandomStream } from '../base/random.ts'
import { Emitter } from '../graph/index.ts'
import { writeModel } from '../onnx/index.ts'
import { Conversions, dense, type Precision } from './_matrices.ts'
import { BLOCK, columnsToInt8, rowsToInt4, rowsToInt8, transpose } from './_quantize.ts'

const random = new RandomStream(7)
const numbers = (count: number) => Float32Array.from({ length: count }, () => random.normal())

describe('8 bits', () => {
  test('every number is within half a step of its column, and the largest one is met', () => {
    const [rows, columns] = [37, 5]
    const matrix = numbers(rows * columns)
    for (let row = 0; row < rows; row++) matrix[row * columns + 3] = 0
    const { values, scales } = columnsToInt8(matrix, columns)
    for (const [i, value] of matrix.entries()) {
      const scale = scales[i % columns]!
      expect(Math.abs(values[i]! * scale - value)).toBeLessThanOrEqual(scale / 2 + 1e-6)
    }
    expect(scales[3]).toBe(1)
    for (const column of [0, 1, 2, 4]) {
      const own = values.filter((_, i) => i % columns === column)
      expect(Math.max(...own.map(Math.abs))).toBe(127)
    }
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
  ['q8', 0.3],
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
