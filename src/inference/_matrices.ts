import { DTYPES, type DType } from '../base/dtypes.ts'
import type { Emitter } from '../graph/index.ts'
import { BLOCK, columnsToInt8, rowsToInt4, rowsToInt8, toHalves, transpose } from './_quantize.ts'

/** How the numbers of a weight are kept. */
export type Precision = 'fp32' | 'fp16' | 'q8' | 'q4'

/** A matrix as PyTorch keeps it, [outputs, inputs]. */
export interface Matrix {
  readonly name: string
  readonly data: Float32Array
  readonly outputs: number
  readonly inputs: number
}

/** Converted weights by name, so that a graph that is drawn again with other precisions converts few anew. */
export class Conversions {
  readonly #made = new Map<string, unknown>()

  get<T>(key: string, make: () => T): T {
    if (!this.#made.has(key)) this.#made.set(key, make())
    return this.#made.get(key) as T
  }
}

/** Adds a constant of many numbers under a name of its own. */
export function addConstant(
  emitter: Emitter,
  name: string,
  dtype: DType,
  shape: readonly number[],
  data: Float32Array | Int8Array | Uint8Array | Uint16Array,
): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  emitter.initializers.push({ name, dtype, shape, bytes })
  return name
}

/**
 * x · Wᵀ + b, [..., inputs] to [..., outputs].
 *
 * - fp16: the weight is kept in half and cast once, when the session opens.
 * - q8: a scale for each output; activations become 8 bits as they come.
 * - q4: a scale for each block of an output's inputs; activations become 8 bits as they come (accuracy level 4).
 *
 * @param bias the name of a value [outputs]
 * @param names of the result, where it must have one of its own
 */
export function dense(
  emitter: Emitter,
  x: string,
  matrix: Matrix,
  bias: string,
  precision: Precision,
  conversions: Conversions,
  names?: readonly string[],
): string {
  if (precision === 'q8') {
    const { weight, scale } = int8Columns(emitter, matrix, conversions)
    return emitter.contrib('DynamicQuantizeMatMul', [x, weight, scale, '', bias], {}, names)
  }
  return emitter.node('Add', [product(emitter, x, matrix, precision, conversions), bias], {}, names)
}

function product(
  emitter: Emitter,
  x: string,
  matrix: Matrix,
  precision: Exclude<Precision, 'q8'>,
  conversions: Conversions,
): string {
  const { name, data, outputs, inputs } = matrix
  if (precision === 'q4') {
    const { values, scales } = conversions.get(`${name}.q4`, () => rowsToInt4(data, inputs))
    const blocks = Math.ceil(inputs / BLOCK)
    const packed = addConstant(emitter, `${name}.q4`, 'uint8', [outputs, blocks, BLOCK / 2], values)
    const scale = addConstant(emitter, `${name}.scale`, 'float32', [outputs * blocks], scales)
    return emitter.contrib('MatMulNBits', [x, packed, scale], {
      K: { int: inputs },
      N: { int: outputs },
      bits: { int: 4 },
      block_size: { int: BLOCK },
      accuracy_level: { int: 4 },
    })
  }
  const turned = () => turnedOf(matrix, conversions)
  const shape = [inputs, outputs]
  if (precision === 'fp16') {
    const half = addConstant(
      emitter,
      `${name}.fp16`,
      'float16',
      shape,
      conversions.get(`${name}.fp16`, () => toHalves(turned())),
    )
    return emitter.node('MatMul', [x, toFloat(emitter, half)])
  }
  return emitter.node('MatMul', [x, addConstant(emitter, name, 'float32', shape, turned())])
}

const turnedOf = ({ name, data, outputs, inputs }: Matrix, conversions: Conversions) =>
  conversions.get(name, () => transpose(data, outputs, inputs))

/** The columns of Wᵀ [inputs, outputs] in 8 bits, and a scale for each. */
function int8Columns(emitter: Emitter, matrix: Matrix, conversions: Conversions) {
  const { name, outputs, inputs } = matrix
  const { values, scales } = conversions.get(`${name}.q8`, () =>
    columnsToInt8(turnedOf(matrix, conversions), outputs),
  )
  return {
    weight: addConstant(emitter, `${name}.q8`, 'int8', [inputs, outputs], values),
    scale: addConstant(emitter, `${name}.scale`, 'float32', [outputs], scales),
  }
}

/** Rows of a table by their numbers. A table has no 4-bit form: it is kept in 8 bits, with a scale for each row. */
export function lookUp(
  emitter: Emitter,
  { name, data, outputs: rows, inputs: width }: Matrix,
  ids: string,
  precision: Precision,
  conversions: Conversions,
): string {
  if (precision === 'fp32')
    return emitter.node('Gather', [addConstant(emitter, name, 'float32', [rows, width], data), ids])
  if (precision === 'fp16') {
    const half = addConstant(
      emitter,
      `${name}.fp16`,
      'float16',
      [rows, width],
      conversions.get(`${name}.fp16`, () => toHalves(data)),
    )
    return toFloat(emitter, emitter.node('Gather', [half, ids]))
  }
  const { values, scales } = conversions.get(`${name}.q8`, () => rowsToInt8(data, width))
  const table = addConstant(emitter, `${name}.q8`, 'int8', [rows, width], values)
  const scale = addConstant(emitter, `${name}.scale`, 'float32', [rows, 1], scales)
  const found = toFloat(emitter, emitter.node('Gather', [table, ids]))
  return emitter.node('Mul', [found, emitter.node('Gather', [scale, ids])])
}

const toFloat = (emitter: Emitter, x: string): string =>
  emitter.node('Cast', [x], { to: { int: DTYPES.float32.onnx } })
