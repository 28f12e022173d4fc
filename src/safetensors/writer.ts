import type { Hash } from 'node:crypto'
import { sizeOf } from '../base/dtypes.ts'
import { type FilePart, writeFileAtomic } from '../base/files.ts'
import { hashed } from '../base/hashed.ts'
import { quote } from '../base/quote.ts'
import { fail } from './_errors.ts'

/** A tensor to be saved: `Float32Array` is F32; `Uint16Array` holds the bits of 16-bit numbers: F16 unless said. */
export interface TensorToWrite {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | Uint16Array
  /** Follows from the kind of `data`, but for BF16; where given it is checked against it. */
  readonly dtype?: 'F32' | 'F16' | 'BF16'
}

/** In the order in which the reference implementation lays them out: its list of types from the end. */
const LAYOUT = ['F32', 'BF16', 'F16'] as const

/** Large tensors go out in pieces: one write call takes less than 2 GiB. */
const PIECE_BYTES = 1 << 28

/**
 * Writes a safetensors file, atomically and without a copy of the data. Tensors are laid out as the
 * reference implementation does (wider types first, then by name), so the same tensors give the same bytes
 * in whatever order they come.
 *
 * @param metadata strings for `__metadata__`; Python's transformers wants `format: 'pt'`
 * @param hash takes what is written
 * @throws E_SAFETENSORS_WRITE_NAME, E_SAFETENSORS_WRITE_SHAPE, E_SAFETENSORS_WRITE_DTYPE, E_FILE_WRITE
 */
export function writeSafetensors(
  path: string,
  tensors: Iterable<TensorToWrite>,
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
  hash?: Hash,
): void {
  const sorted = [...tensors].sort(byLayout)
  const names = new Set<string>(['__metadata__'])
  for (const tensor of sorted) {
    if (names.has(tensor.name)) {
      throw fail('E_SAFETENSORS_WRITE_NAME', { tensor: quote(tensor.name) }, { file: path })
    }
    names.add(tensor.name)
    checkTensor(path, tensor)
  }
  const content = parts(sorted, metadata)
  writeFileAtomic(path, hash ? hashed(content, hash) : content)
}

function checkTensor(path: string, { name, shape, data, dtype }: TensorToWrite): void {
  const place = { file: path }
  const tensor = quote(name)
  const given = data.constructor.name
  if (dtype !== undefined && (dtype === 'F32') !== data instanceof Float32Array) {
    throw fail('E_SAFETENSORS_WRITE_DTYPE', { tensor, dtype, given }, place)
  }
  if (shape.some((dim) => !Number.isSafeInteger(dim) || dim < 0) || sizeOf(shape) !== data.length) {
    const values = { tensor, shape: shape.join(', '), length: data.length }
    throw fail('E_SAFETENSORS_WRITE_SHAPE', values, place)
  }
}

function dtypeOf({ data, dtype }: TensorToWrite): (typeof LAYOUT)[number] {
  return dtype ?? (data instanceof Float32Array ? 'F32' : 'F16')
}

/** Wider elements first, so that every tensor is aligned; names by their UTF-8 bytes, as in Rust. */
function byLayout(a: TensorToWrite, b: TensorToWrite): number {
  return (
    LAYOUT.indexOf(dtypeOf(a)) - LAYOUT.indexOf(dtypeOf(b)) ||
    Buffer.compare(Buffer.from(a.name), Buffer.from(b.name))
  )
}

function* parts(
  tensors: readonly TensorToWrite[],
  metadata: Readonly<Record<string, string>>,
): Generator<FilePart> {
  const header = headerOf(tensors, metadata)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  yield length
  yield header
  for (const { data } of tensors) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
  }
}

/** The JSON header, filled up with spaces to a multiple of eight bytes. */
function headerOf(tensors: readonly TensorToWrite[], metadata: Readonly<Record<string, string>>): Buffer {
  const entries: [string, unknown][] = Object.keys(metadata).length ? [['__metadata__', metadata]] : []
  let begin = 0
  for (const tensor of tensors) {
    const { name, shape, data } = tensor
    const end = begin + data.byteLength
    entries.push([name, { dtype: dtypeOf(tensor), shape, data_offsets: [begin, end] }])
    begin = end
  }
  // Built by hand: as keys of an object, names such as "0" would be put in another order.
  const json = `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`
  const bytes = Buffer.from(json)
  return Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8, ' ')])
}
