import { sizeOf } from '../base/dtypes.ts'
import { type FilePart, writeFileAtomic } from '../base/files.ts'
import { quote } from '../base/quote.ts'
import { fail } from './_errors.ts'

/** A tensor to be saved: `Float32Array` is F32; `Uint16Array` holds the bits of half-precision numbers, F16. */
export interface TensorToWrite {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array | Uint16Array
  /** Follows from the kind of `data`; where given it is checked against it. */
  readonly dtype?: 'F32' | 'F16'
}

/** Large tensors go out in pieces: one write call takes less than 2 GiB. */
const PIECE_BYTES = 1 << 28

/**
 * Writes a safetensors file, atomically and without a copy of the data. Tensors are laid out as the
 * reference implementation does (wider types first, then by name), so the same tensors give the same bytes
 * in whatever order they come.
 *
 * @param metadata strings for `__metadata__`; Python's transformers wants `format: 'pt'`
 * @throws E_SAFETENSORS_WRITE_NAME, E_SAFETENSORS_WRITE_SHAPE, E_SAFETENSORS_WRITE_DTYPE, E_FILE_WRITE
 */
export function writeSafetensors(
  path: string,
  tensors: Iterable<TensorToWrite>,
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
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
  writeFileAtomic(path, parts(sorted, metadata))
}

function checkTensor(path: string, { name, shape, data, dtype }: TensorToWrite): void {
  const place = { file: path }
  const tensor = quote(name)
  if (dtype !== undefined && dtype !== dtypeOf(data)) {
    throw fail('E_SAFETENSORS_WRITE_DTYPE', { tensor, dtype, given: dtypeOf(data) }, place)
  }
  if (shape.some((dim) => !Number.isSafeInteger(dim) || dim < 0) || sizeOf(shape) !== data.length) {
    const values = { tensor, shape: shape.join(', '), length: data.length }
    throw fail('E_SAFETENSORS_WRITE_SHAPE', values, place)
  }
}

function dtypeOf(data: TensorToWrite['data']): 'F32' | 'F16' {
  return data instanceof Float32Array ? 'F32' : 'F16'
}

/** Wider elements first, so that every tensor is aligned; names by their UTF-8 bytes, as in Rust. */
function byLayout(a: TensorToWrite, b: TensorToWrite): number {
  return (
    b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT ||
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
  for (const { name, shape, data } of tensors) {
    const end = begin + data.byteLength
    entries.push([name, { dtype: dtypeOf(data), shape, data_offsets: [begin, end] }])
    begin = end
  }
  // Built by hand: as keys of an object, names such as "0" would be put in another order.
  const json = `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`
  const bytes = Buffer.from(json)
  return Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8, ' ')])
}
