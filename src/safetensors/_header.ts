import { sizeOf } from '../base/dtypes.ts'
import { duplicateKey } from '../base/json.ts'
import { parseJson as parse, positionedReason } from '../base/parse-json.ts'
import { quote } from '../base/quote.ts'
import type { RandomAccessFile } from '../base/random-access.ts'
import type { WeightInfo } from '../base/weights.ts'
import { fail } from './_errors.ts'
import { isObject, isStringRecord } from './_json.ts'

/** The bound that the reference implementation sets, too. */
const MAX_HEADER_BYTES = 100_000_000
const LENGTH_BYTES = 8

/** Bytes an element. Types that pack several elements into a byte (F4, F6) are not among them. */
const DTYPE_BYTES: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E8M0: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
  C64: 8,
}

/** A tensor and where its data begins, in bytes from the start of the file. */
export interface LocatedTensor extends WeightInfo {
  readonly position: number
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>
  readonly tensors: ReadonlyMap<string, LocatedTensor>
}

interface Entry {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/**
 * Reads and checks the header: eight bytes of length, then JSON, then the data without a gap.
 * After this every tensor's bytes are known to lie in the file, and every byte of the file has its use.
 *
 * Format: https://github.com/huggingface/safetensors#format
 */
export function readHeader(file: RandomAccessFile): SafetensorsHeader {
  const length = headerLength(file)
  const { __metadata__: metadata = {}, ...rest } = parseJson(file, LENGTH_BYTES, length)
  if (!isStringRecord(metadata)) throw fail('E_SAFETENSORS_METADATA', {}, { file: file.path })
  const entries = Object.entries(rest).map(([name, value]) => readEntry(file.path, name, value))
  const dataStart = LENGTH_BYTES + length
  checkLayout(file, entries, dataStart)
  const tensors = new Map<string, LocatedTensor>()
  for (const { name, dtype, shape, begin } of entries) {
    tensors.set(name, { dtype, shape, position: dataStart + begin })
  }
  return { metadata, tensors }
}

function headerLength(file: RandomAccessFile): number {
  const place = { file: file.path }
  if (file.size < LENGTH_BYTES) {
    throw fail('E_SAFETENSORS_TRUNCATED', { expected: LENGTH_BYTES, actual: file.size }, place)
  }
  const length = Number(file.bytes(0, LENGTH_BYTES).readBigUInt64LE())
  if (length > MAX_HEADER_BYTES) {
    throw fail('E_SAFETENSORS_HEADER_SIZE', { length, limit: MAX_HEADER_BYTES }, place)
  }
  if (LENGTH_BYTES + length > file.size) {
    throw fail('E_SAFETENSORS_TRUNCATED', { expected: LENGTH_BYTES + length, actual: file.size }, place)
  }
  return length
}

/** A JSON object out of a file, its keys without repetition. */
export function parseJson(file: RandomAccessFile, position: number, length: number): Record<string, unknown> {
  const place = { file: file.path }
  let json: string
  let value: unknown
  try {
    json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.bytes(position, length))
    value = parse(json)
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    throw fail('E_SAFETENSORS_HEADER', { reason: positionedReason(error) }, place, error)
  }
  if (!isObject(value)) throw fail('E_SAFETENSORS_HEADER', { reason: quote(json, 20) }, place)
  const twice = duplicateKey(json)
  if (twice !== undefined) throw fail('E_SAFETENSORS_DUPLICATE', { key: quote(twice) }, place)
  return value
}

function readEntry(path: string, name: string, value: unknown): Entry {
  const place = { file: path }
  const tensor = quote(name)
  const malformed = () => fail('E_SAFETENSORS_ENTRY', { tensor }, place)
  if (!isObject(value) || Object.keys(value).length !== 3) throw malformed()
  const { dtype, shape, data_offsets: offsets } = value
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets)) throw malformed()
  const [begin, end] = offsets
  if (begin === undefined || end === undefined || offsets.length !== 2 || begin > end) throw malformed()
  if (!Object.hasOwn(DTYPE_BYTES, dtype)) {
    throw fail('E_SAFETENSORS_DTYPE', { tensor, dtype: quote(dtype) }, place)
  }
  const expected = sizeOf(shape) * DTYPE_BYTES[dtype]!
  if (expected !== end - begin) {
    const values = { tensor, dtype, shape: shape.join(', '), expected, actual: end - begin }
    throw fail('E_SAFETENSORS_SIZE', values, place)
  }
  return { name, dtype, shape, begin, end }
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0)
}

/** The tensors, taken in the order of their data, must fill the rest of the file exactly. */
function checkLayout(file: RandomAccessFile, entries: readonly Entry[], dataStart: number): void {
  const place = { file: file.path }
  let expected = 0
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== expected) {
      throw fail('E_SAFETENSORS_OFFSETS', { tensor: quote(name), begin, expected }, place)
    }
    expected = end
  }
  const end = dataStart + expected
  if (file.size < end) throw fail('E_SAFETENSORS_TRUNCATED', { expected: end, actual: file.size }, place)
  if (file.size > end) throw fail('E_SAFETENSORS_SURPLUS', { surplus: file.size - end }, place)
}
