import { fromFloat16 } from './dtypes.ts'
import { defineErrors } from './errors.ts'
import { quote } from './quote.ts'
import type { RandomAccessFile } from './random-access.ts'
import { FLOAT_BYTES, type FloatType } from './weights.ts'

const fail = defineErrors({
  E_WEIGHTS_OVERFLOW: {
    zh: {
      what: '张量 {tensor} 里的双精度数值 {value} 超出了 float32 的范围',
      fix: '权重多半已经发散或损坏，请换一份检查点',
    },
    en: {
      what: 'tensor {tensor} holds the double {value}, which float32 cannot hold',
      fix: 'the weights have most likely diverged or are damaged; take another checkpoint',
    },
  },
})

/** What is converted is read in blocks of so many bytes (a multiple of every element size). */
const BLOCK_BYTES = 1 << 20

/** Where floats stand in a file. */
export interface FloatRange {
  readonly file: RandomAccessFile
  /** In bytes from the start of the file. */
  readonly position: number
  readonly dtype: FloatType
  readonly bigEndian?: boolean
  /** The tensor's name, for messages. */
  readonly tensor: string
}

/**
 * Fills `target` with the floats that stand one after another at `range`. F32 goes from the file into
 * `target` directly; the others pass through one small block. Values are exact but for F64, which is rounded
 * to the nearest float32. Assumes a little-endian machine, as every build of onnxruntime-node does.
 *
 * @throws E_WEIGHTS_OVERFLOW for a finite F64 that float32 cannot hold; E_WEIGHTS_READ
 */
export function readFloats(range: FloatRange, target: Float32Array): void {
  const { file, position, dtype } = range
  const width = FLOAT_BYTES[dtype]
  if (dtype === 'F32') {
    const bytes = Buffer.from(target.buffer, target.byteOffset, target.byteLength)
    file.read(bytes, position)
    if (range.bigEndian) bytes.swap32()
    return
  }
  const block = new ArrayBuffer(Math.min(BLOCK_BYTES, target.length * width))
  for (let done = 0; done < target.length; ) {
    const count = Math.min(block.byteLength / width, target.length - done)
    const bytes = Buffer.from(block, 0, count * width)
    file.read(bytes, position + done * width)
    if (range.bigEndian) width === 8 ? bytes.swap64() : bytes.swap16()
    CONVERT[dtype](block, target.subarray(done, done + count), range)
    done += count
  }
}

type Convert = (block: ArrayBuffer, target: Float32Array, range: FloatRange) => void

const CONVERT: Readonly<Record<Exclude<FloatType, 'F32'>, Convert>> = {
  F16(block, target) {
    const halves = new Uint16Array(block, 0, target.length)
    const table = halfTable()
    for (let i = 0; i < target.length; i++) target[i] = table[halves[i]!]!
  },
  BF16(block, target) {
    const halves = new Uint16Array(block, 0, target.length)
    const words = new Uint32Array(target.buffer, target.byteOffset, target.length)
    for (let i = 0; i < words.length; i++) words[i] = halves[i]! << 16
  },
  F64(block, target, range) {
    const doubles = new Float64Array(block, 0, target.length)
    for (let i = 0; i < target.length; i++) {
      const value = doubles[i]!
      target[i] = value
      if (Number.isFinite(value) && !Number.isFinite(target[i]!)) {
        throw fail('E_WEIGHTS_OVERFLOW', { tensor: quote(range.tensor), value }, { file: range.file.path })
      }
    }
  },
}

let halves: Float32Array | undefined

/** Every half-precision number, by its bits: a look-up is many times faster than the arithmetic. */
function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 1 << 16 }, (_, bits) => fromFloat16(bits))
  return halves
}
