import { toFloat16 } from '../base/dtypes.ts'

/** Columns or rows in 8 bits: number · scale. */
export interface Int8Weights {
  readonly values: Int8Array
  readonly scales: Float32Array
}

/** A matrix in 4 bits by blocks, as MatMulNBits reads it. */
export interface Int4Weights {
  /** [outputs, blocks, BLOCK / 2]: two numbers a byte, the first in the low half; 8 stands for zero. */
  readonly values: Uint8Array
  /** [outputs, blocks]. */
  readonly scales: Float32Array
}

/** Numbers that share a scale in 4 bits. */
export const BLOCK = 32

/**
 * A matrix [rows, columns] in 8 bits with a scale for each column: symmetric, so that zero stays zero; a column of zeros has
 * scale 1. Neither a number of a column nor the sum of two that stand below each other, from the first row on, is beyond ±127
 * before rounding: x86 processors without VNNI multiply such a pair by bytes from 0 to 255 and add in 16 bits, which
 * 255 · 128 does not leave. So every processor computes the same sums.
 */
export function columnsToInt8(matrix: Float32Array, columns: number): Int8Weights {
  const scales = new Float32Array(columns)
  for (let pair = 0; pair < matrix.length; pair += 2 * columns)
    for (let column = 0; column < columns; column++) {
      const at = pair + column
      const upper = matrix[at]!
      const lower = at + columns < matrix.length ? matrix[at + columns]! : 0
      scales[column] = Math.max(scales[column]!, Math.abs(upper), Math.abs(lower), Math.abs(upper + lower))
    }
  for (let column = 0; column < columns; column++) scales[column] = scales[column]! / 127 || 1
  const values = new Int8Array(matrix.length)
  for (let at = 0, column = 0; at < matrix.length; at++) {
    values[at] = Math.round(matrix[at]! / scales[column]!)
    if (++column === columns) column = 0
  }
  return { values, scales }
}

/** A table [rows, width] in 8 bits with a scale for each row. */
export function rowsToInt8(table: Float32Array, width: number): Int8Weights {
  const rows = table.length / width
  const values = new Int8Array(table.length)
  const scales = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    const own = table.subarray(row * width, (row + 1) * width)
    const scale = largest(own) / 127 || 1
    scales[row] = scale
    for (let i = 0; i < width; i++) values[row * width + i] = Math.round(own[i]! / scale)
  }
  return { values, scales }
}

/**
 * A matrix [outputs, inputs] in 4 bits with a scale for every BLOCK inputs of an output. Numbers go from −8 to 7: the
 * one of the largest magnitude becomes −8, so that all sixteen steps are used.
 */
export function rowsToInt4(matrix: Float32Array, inputs: number): Int4Weights {
  const outputs = matrix.length / inputs
  const blocks = Math.ceil(inputs / BLOCK)
  const values = new Uint8Array((outputs * blocks * BLOCK) / 2).fill(0x88)
  const scales = new Float32Array(outputs * blocks)
  for (let row = 0; row < outputs; row++) {
    for (let block = 0; block < blocks; block++) {
      const from = row * inputs + block * BLOCK
      const own = matrix.subarray(from, Math.min(from + BLOCK, (row + 1) * inputs))
      const scale = signedLargest(own) / -8 || 1
      const place = row * blocks + block
      scales[place] = scale
      for (const [i, value] of own.entries()) {
        const step = Math.min(15, Math.max(0, Math.round(value / scale) + 8))
        const at = (place * BLOCK + i) >> 1
        values[at] = i % 2 === 0 ? (values[at]! & 0xf0) | step : (values[at]! & 0x0f) | (step << 4)
      }
    }
  }
  return { values, scales }
}

/** Numbers in half precision, by their bits. */
export const toHalves = (values: Float32Array): Uint16Array => Uint16Array.from(values, toFloat16)

const largest = (values: Float32Array): number => Math.abs(signedLargest(values))

/** The number of the largest magnitude. */
function signedLargest(values: Float32Array): number {
  let found = 0
  for (const value of values) if (Math.abs(value) > Math.abs(found)) found = value
  return found
}

/** [rows, columns] to [columns, rows], in squares that stay in the cache. */
export function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(matrix.length)
  const side = 32
  for (let top = 0; top < rows; top += side)
    for (let left = 0; left < columns; left += side)
      for (let row = top; row < Math.min(top + side, rows); row++)
        for (let column = left; column < Math.min(left + side, columns); column++)
          turned[column * rows + row] = matrix[row * columns + column]!
  return turned
}
