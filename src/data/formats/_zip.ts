import { deflateRawSync, gunzipSync } from 'node:zlib'
import { BeyondBound } from './_bounded.ts'

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const LONGEST_COMMENT = 0xffff
const ZIP64 = 0xffffffff
const ENCRYPTED = 1
const [STORED, DEFLATED] = [0, 8]
/** A header of gzip: the method deflate, no name, no time. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])

interface Entry {
  readonly method: number
  readonly checksum: Buffer
  readonly packed: number
  readonly size: number
  readonly local: number
}

/**
 * A zip file in memory. Entries are unpacked one by one and checked against their size and checksum; how much all of
 * them may hold together is limited, so that a small file cannot fill the memory.
 *
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export class Zip {
  readonly #bytes: Buffer
  readonly #entries = new Map<string, Entry>()
  readonly #limit: number
  #unpacked = 0

  /** `limit`: bytes that may be unpacked. @throws Error when it is no whole zip file */
  constructor(bytes: Buffer, limit: number) {
    this.#bytes = bytes
    this.#limit = limit
    const end = endOf(bytes)
    let at = bytes.readUInt32LE(end + 16)
    for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
      if (bytes.readUInt32LE(at) !== CENTRAL) throw new Error(`zip: no directory entry at byte ${at}`)
      const nameEnd = at + 46 + bytes.readUInt16LE(at + 28)
      const next = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
      const name = bytes.toString('utf8', at + 46, nameEnd)
      if (bytes.readUInt16LE(at + 8) & ENCRYPTED) throw new Error(`zip: ${name} is encrypted`)
      if (this.#entries.has(name)) throw new Error(`zip: two entries are named ${name}`)
      this.#entries.set(name, entryAt(bytes, at, nameEnd, next))
      at = next
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /** The content of an entry. @throws Error when it is missing, damaged or too large */
  read(name: string): Buffer {
    const entry = this.#entries.get(name)
    if (!entry) throw new Error(`zip: ${name} is missing`)
    const left = this.#limit - this.#unpacked
    if (entry.size > left) throw new BeyondBound()
    const { local, packed, method, checksum, size } = entry
    if (this.#bytes.readUInt32LE(local) !== LOCAL) throw new Error(`zip: no entry at byte ${local}`)
    const start = local + 30 + this.#bytes.readUInt16LE(local + 26) + this.#bytes.readUInt16LE(local + 28)
    if (start + packed > this.#bytes.length) throw new Error(`zip: ${name} is cut off`)
    const data = this.#bytes.subarray(start, start + packed)
    if (method !== STORED && method !== DEFLATED) throw new Error(`zip: ${name} uses method ${method}`)
    // As gzip, zlib itself checks the checksum and the size.
    const length = Buffer.alloc(4)
    length.writeUInt32LE(size)
    const deflated = method === STORED ? deflateRawSync(data, { level: 0 }) : data
    const content = gunzipSync(Buffer.concat([GZIP_HEADER, deflated, checksum, length]), {
      maxOutputLength: Math.max(1, Math.min(left, size)),
    })
    this.#unpacked += content.length
    return content
  }
}

/** Where the end record stands; only its comment may follow. */
function endOf(bytes: Buffer): number {
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - LONGEST_COMMENT); at--)
    if (bytes.readUInt32LE(at) === END && bytes.readUInt16LE(at + 20) === bytes.length - at - 22) return at
  throw new Error('zip: the end of the file is missing')
}

function entryAt(bytes: Buffer, at: number, nameEnd: number, next: number): Entry {
  const wide = zip64Numbers(bytes.subarray(nameEnd, next))
  const number = (offset: number) => {
    const narrow = bytes.readUInt32LE(at + offset)
    return narrow === ZIP64 ? (wide.shift() ?? narrow) : narrow
  }
  // The order in which 64-bit numbers replace those of 32 bits.
  const size = number(24)
  const packed = number(20)
  const local = number(42)
  return {
    method: bytes.readUInt16LE(at + 10),
    checksum: bytes.subarray(at + 16, at + 20),
    size,
    packed,
    local,
  }
}

function zip64Numbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))
    return Array.from({ length: Math.floor(field.length / 8) }, (_, i) =>
      Number(field.readBigUInt64LE(i * 8)),
    )
  }
  return []
}
