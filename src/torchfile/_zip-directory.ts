import { quote } from '../base/quote.ts'
import type { RandomAccessFile } from '../base/random-access.ts'
import { fail } from './_errors.ts'

/** A stored (uncompressed) entry of a zip file. */
export interface ZipEntry {
  readonly name: string
  /** Where its data begins, in bytes from the start of the file. */
  readonly position: number
  readonly size: number
}

const END = { signature: 0x06054b50, bytes: 22, longestComment: 0xffff }
const END64_LOCATOR = { signature: 0x07064b50, bytes: 20 }
const END64 = { signature: 0x06064b50, bytes: 56 }
const CENTRAL = { signature: 0x02014b50, bytes: 46 }
const LOCAL = { signature: 0x04034b50, bytes: 30 }
const ZIP64_FIELD = 1
const STORED = 0
const ENCRYPTED = 1
/** A checkpoint of 10,000 tensors has a directory of about one megabyte. */
const MAX_DIRECTORY_BYTES = 1 << 26

/**
 * The entries of a zip file, by name. All that is accepted is what torch.save writes: stored entries, zip64 or
 * not, with honest sizes and plain names, that do not overlap.
 *
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function readZipDirectory(file: RandomAccessFile): Map<string, ZipEntry> {
  const directory = findDirectory(file)
  const records = file.bytes(directory.position, directory.size)
  const entries = new Map<string, ZipEntry>()
  const spans: { start: number; end: number; name: string }[] = []
  let at = 0
  for (let count = 0; count < directory.count; count++) {
    const record = readRecord(file, records, at, directory.position)
    if (entries.has(record.name) || !isPlainPath(record.name)) {
      throw fail('E_TORCHFILE_ZIP_NAME', { entry: quote(record.name) }, { file: file.path })
    }
    const position = dataPosition(file, record)
    const end = position + record.size
    if (end > directory.position) throw lying(file, record.name)
    entries.set(record.name, { name: record.name, position, size: record.size })
    spans.push({ start: record.local, end, name: record.name })
    at += record.bytes
  }
  if (at !== records.length) throw damaged(file, directory.position + at)
  spans.sort((a, b) => a.start - b.start)
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1]
    if (before && span.start < before.end) throw lying(file, span.name)
  }
  return entries
}

interface Directory {
  readonly position: number
  readonly size: number
  readonly count: number
}

/** Finds the end record, behind which only a comment may stand, and what it says of the directory. */
function findDirectory(file: RandomAccessFile): Directory {
  const tailStart = Math.max(0, file.size - END.bytes - END.longestComment)
  const tail = file.bytes(tailStart, file.size - tailStart)
  for (let at = tail.length - END.bytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END.signature) continue
    if (tail.readUInt16LE(at + 20) !== tail.length - at - END.bytes) continue
    const end = tailStart + at
    const directory = readEnd64(file, end) ?? {
      count: tail.readUInt16LE(at + 10),
      size: tail.readUInt32LE(at + 12),
      position: tail.readUInt32LE(at + 16),
    }
    if (directory.size > MAX_DIRECTORY_BYTES || directory.position + directory.size > end) {
      throw damaged(file, end)
    }
    return directory
  }
  throw fail('E_TORCHFILE_TRUNCATED', { position: file.size, part: 'ZIP' }, { file: file.path })
}

/** The 64-bit end record, where a locator before the end record names one. */
function readEnd64(file: RandomAccessFile, end: number): Directory | undefined {
  const locatorStart = end - END64_LOCATOR.bytes
  if (locatorStart < 0) return undefined
  const locator = file.bytes(locatorStart, END64_LOCATOR.bytes)
  if (locator.readUInt32LE(0) !== END64_LOCATOR.signature) return undefined
  const position = Number(locator.readBigUInt64LE(8))
  if (position + END64.bytes > locatorStart) throw damaged(file, locatorStart)
  const record = file.bytes(position, END64.bytes)
  if (record.readUInt32LE(0) !== END64.signature) throw damaged(file, position)
  return {
    count: Number(record.readBigUInt64LE(32)),
    size: Number(record.readBigUInt64LE(40)),
    position: Number(record.readBigUInt64LE(48)),
  }
}

interface CentralRecord {
  readonly name: string
  readonly size: number
  /** Where the entry's local header stands. */
  readonly local: number
  /** The record's own length. */
  readonly bytes: number
}

function readRecord(file: RandomAccessFile, records: Buffer, at: number, base: number): CentralRecord {
  if (at + CENTRAL.bytes > records.length || records.readUInt32LE(at) !== CENTRAL.signature) {
    throw damaged(file, base + at)
  }
  const nameEnd = at + CENTRAL.bytes + records.readUInt16LE(at + 28)
  const extraEnd = nameEnd + records.readUInt16LE(at + 30)
  const end = extraEnd + records.readUInt16LE(at + 32)
  if (end > records.length) throw damaged(file, base + at)
  const name = records.toString('utf8', at + CENTRAL.bytes, nameEnd)
  if (records.readUInt16LE(at + 8) & ENCRYPTED || records.readUInt16LE(at + 10) !== STORED) {
    throw fail('E_TORCHFILE_COMPRESSED', { entry: quote(name) }, { file: file.path })
  }
  const wide = zip64Numbers(records.subarray(nameEnd, extraEnd))
  const number = (offset: number) => {
    const narrow = records.readUInt32LE(at + offset)
    if (narrow !== 0xffffffff) return narrow
    const next = wide.shift()
    if (next === undefined) throw lying(file, name)
    return next
  }
  // The order in which the 64-bit field replaces the 32-bit ones.
  const size = number(24)
  const packed = number(20)
  const local = number(42)
  if (size !== packed) throw lying(file, name)
  return { name, size, local, bytes: end - at }
}

/** The numbers of the zip64 extra field, in the order in which they stand there. */
function zip64Numbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_FIELD) continue
    const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))
    const count = Math.floor(field.length / 8)
    return Array.from({ length: count }, (_, index) => Number(field.readBigUInt64LE(index * 8)))
  }
  return []
}

/** Looks at the local header: only it says where the data begins. It must agree with the directory. */
function dataPosition(file: RandomAccessFile, { name, local }: CentralRecord): number {
  if (local + LOCAL.bytes > file.size) throw lying(file, name)
  const header = file.bytes(local, LOCAL.bytes)
  const nameBytes = header.readUInt16LE(26)
  const position = local + LOCAL.bytes + nameBytes + header.readUInt16LE(28)
  const honest = header.readUInt32LE(0) === LOCAL.signature && header.readUInt16LE(8) === STORED
  if (!honest || position > file.size) throw lying(file, name)
  const own = file.bytes(local + LOCAL.bytes, nameBytes).toString('utf8')
  if (own !== name) throw lying(file, name)
  return position
}

/** Relative, with forward slashes, and without a step upwards. */
function isPlainPath(name: string): boolean {
  return (
    /^[^\\:\0]+$/.test(name) && name.split('/').every((part) => part !== '' && part !== '..' && part !== '.')
  )
}

function damaged(file: RandomAccessFile, position: number) {
  return fail('E_TORCHFILE_ZIP', { position }, { file: file.path })
}

function lying(file: RandomAccessFile, name: string) {
  return fail('E_TORCHFILE_ZIP_ENTRY', { entry: quote(name) }, { file: file.path })
}
