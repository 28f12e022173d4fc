import { quote } from '../base/quote.ts'
import type { RandomAccessFile } from '../base/random-access.ts'
import { ByteSource } from './_byte-source.ts'
import type { Checkpoint, LocatedStorage } from './_checkpoint.ts'
import { fail } from './_errors.ts'
import { STORAGE_BYTES } from './_globals.ts'
import { unpickle } from './_pickle.ts'
import { StorageTable } from './_storages.ts'
import type { Storage } from './_values.ts'

const MAGIC = 0x1950a86a20f9469cfc6cn
const PROTOCOL_VERSION = 1001
const LENGTH_BYTES = 8

/**
 * Reads the format of PyTorch before 1.6: five pickles (magic number, version, facts about the system, the
 * object, the keys of its storages), then for each key an int64 length and the raw little-endian data.
 */
export function readLegacy(file: RandomAccessFile): Checkpoint {
  const place = { file: file.path }
  const source = new ByteSource(file, 'pickle', 0, file.size)
  const start = source.peek(8)
  if (unpickle(source) !== MAGIC) throw fail('E_TORCHFILE_FORMAT', { start }, place)
  const version = unpickle(source)
  if (version !== PROTOCOL_VERSION) throw fail('E_TORCHFILE_VERSION', { version: String(version) }, place)
  // The system's byte order stands in the third, but the data is little-endian on every system.
  unpickle(source)
  const table = new StorageTable(file.path)
  const root = unpickle(source, table.load)
  const keys = unpickle(source)
  if (!Array.isArray(keys)) throw fail('E_TORCHFILE_PICKLE', { position: source.position }, place)

  const storages = new Map<string, LocatedStorage>()
  let position = source.position
  for (const key of keys) {
    const storage = typeof key === 'string' ? table.all.get(key) : undefined
    if (!storage || storages.has(storage.key)) {
      throw fail('E_TORCHFILE_STORAGE', { key: quote(String(key)) }, place)
    }
    position = checkLength(file, storage, position)
    storages.set(storage.key, { ...storage, position })
    position += storage.length * STORAGE_BYTES[storage.dtype]!
    if (position > file.size) {
      throw fail('E_TORCHFILE_TRUNCATED', { position: file.size, part: quote(storage.key) }, place)
    }
  }
  for (const key of table.all.keys()) {
    if (!storages.has(key)) throw fail('E_TORCHFILE_MISSING', { entry: quote(key) }, place)
  }
  if (position < file.size) throw fail('E_TORCHFILE_SURPLUS', { surplus: file.size - position }, place)
  return { container: 'legacy', root, storages, bigEndian: false }
}

/** Compares the length before the data with the pickle's; gives the place behind it. */
function checkLength(file: RandomAccessFile, { key, length }: Storage, position: number): number {
  const actual = new ByteSource(file, quote(key), position, file.size).uint64()
  if (actual !== length) {
    throw fail('E_TORCHFILE_STORAGE_SIZE', { key: quote(key), expected: length, actual }, { file: file.path })
  }
  return position + LENGTH_BYTES
}
