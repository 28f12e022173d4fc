import { readSync } from 'node:fs'
import { beyondMibUnpacked } from './_beyond.ts'
import { failFile } from './_errors.ts'
import { type ByteReader, InflateError, inflate } from './_inflate.ts'

const MIB = 2 ** 20
const INPUT_BYTES = 1 << 16
/** Bytes kept before the next input, so that a reader can go back. */
const KEPT = 4

/** What decompressed data may be at most: bytes in all, and times its compressed size once it is over `free` bytes. */
export interface GunzipLimits {
  readonly bytes: number
  readonly ratio: number
  readonly free: number
}

/** Text is packed to a tenth, repeated text to a hundredth; DEFLATE can reach a thousandth only with a bomb. */
export const GUNZIP_LIMITS: GunzipLimits = { bytes: 2048 * MIB, ratio: 250, free: 64 * MIB }

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc
})

/**
 * Decompresses a gzip file (RFC 1952), also of several members, piece by piece. Checksums and lengths are checked. A
 * piece is valid until the next is asked for.
 *
 * @throws E_DATA_GZIP for broken data, E_DATA_GZIP_BOMB, E_DATA_TOO_LARGE
 */
export function* gunzip(
  descriptor: number,
  file: string,
  limits: GunzipLimits = GUNZIP_LIMITS,
): Generator<Uint8Array> {
  const reader = new FileBytes(descriptor)
  let total = 0
  try {
    do {
      readHeader(reader)
      let crc = 0xffffffff
      let size = 0
      for (const piece of inflate(reader)) {
        total += piece.length
        size += piece.length
        if (total > limits.free && total > reader.read * limits.ratio)
          throw failFile('E_DATA_GZIP_BOMB', { ratio: limits.ratio }, { file })
        if (total > limits.bytes)
          throw failFile('E_DATA_TOO_LARGE', beyondMibUnpacked(limits.bytes / MIB), { file })
        for (let i = 0; i < piece.length; i++) crc = CRC_TABLE[(crc ^ piece[i]!) & 0xff]! ^ (crc >>> 8)
        yield piece
      }
      if (number(reader) !== (crc ^ 0xffffffff) >>> 0) throw new InflateError('the checksum differs')
      if (number(reader) !== size % 2 ** 32) throw new InflateError('the length differs')
    } while (hasMore(reader))
  } catch (error) {
    if (!(error instanceof InflateError)) throw error
    throw failFile('E_DATA_GZIP', { reason: error.message }, { file }, error)
  }
}

function readHeader(reader: ByteReader): void {
  const [one, two, method, flags] = [byte(reader), byte(reader), byte(reader), byte(reader)]
  if (one !== 0x1f || two !== 0x8b || method !== 8) throw new InflateError('a header is broken')
  for (let i = 0; i < 6; i++) byte(reader)
  if (flags & 4) for (let left = byte(reader) | (byte(reader) << 8); left > 0; left--) byte(reader)
  for (const flag of [8, 16]) if (flags & flag) while (byte(reader) !== 0);
  if (flags & 2) for (let i = 0; i < 2; i++) byte(reader)
}

/** Whether another member follows; zeros at the end are padding. */
function hasMore(reader: ByteReader): boolean {
  let next = reader.next()
  while (next === 0) next = reader.next()
  if (next < 0) return false
  reader.back(1)
  return true
}

function byte(reader: ByteReader): number {
  const next = reader.next()
  if (next < 0) throw new InflateError('the data is cut off')
  return next
}

function number(reader: ByteReader): number {
  return (byte(reader) | (byte(reader) << 8) | (byte(reader) << 16) | (byte(reader) << 24)) >>> 0
}

class FileBytes implements ByteReader {
  /** Bytes read from the file so far. */
  read = 0
  readonly #descriptor: number
  readonly #bytes = Buffer.alloc(KEPT + INPUT_BYTES)
  #at = KEPT
  #end = KEPT

  constructor(descriptor: number) {
    this.#descriptor = descriptor
  }

  next(): number {
    if (this.#at === this.#end && !this.#fill()) return -1
    return this.#bytes[this.#at++]!
  }

  back(count: number): void {
    this.#at -= count
  }

  #fill(): boolean {
    this.#bytes.copyWithin(0, this.#end - KEPT, this.#end)
    const count = readSync(this.#descriptor, this.#bytes, KEPT, INPUT_BYTES, null)
    // At the end of the file the bytes before stay within reach.
    this.#at = KEPT
    this.#end = KEPT + count
    this.read += count
    return count > 0
  }
}
