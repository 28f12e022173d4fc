import { quote } from '../base/quote.ts'
import type { RandomAccessFile } from '../base/random-access.ts'
import { ByteSource } from './_byte-source.ts'
import type { Checkpoint, LocatedStorage } from './_checkpoint.ts'
import { fail } from './_errors.ts'
import { STORAGE_BYTES } from './_globals.ts'
import { unpickle } from './_pickle.ts'
import { StorageTable } from './_storages.ts'
import { readZipDirectory, type ZipEntry } from './_zip-directory.ts'

/**
 * Reads the format of PyTorch since 1.6: a zip file with the object in `<top>/data.pkl` and one entry
 * `<top>/data/<key>` for each storage.
 */
export function readZip(file: RandomAccessFile): Checkpoint {
  const entries = readZipDirectory(file)
  const pickle = findPickle(file, entries)
  const top = pickle.name.slice(0, -'data.pkl'.length)
  const table = new StorageTable(file.path)
  const source = new ByteSource(file, 'data.pkl', pickle.position, pickle.position + pickle.size)
  const root = unpickle(source, table.load)
  if (source.remaining > 0)
    throw fail('E_TORCHFILE_SURPLUS', { surplus: source.remaining }, { file: file.path })

  const storages = new Map<string, LocatedStorage>()
  for (const storage of table.all.values()) {
    const entry = requireEntry(file, entries, `${top}data/${storage.key}`)
    const expected = storage.length * STORAGE_BYTES[storage.dtype]!
    if (entry.size !== expected) {
      const values = { key: quote(storage.key), expected, actual: entry.size }
      throw fail('E_TORCHFILE_STORAGE_SIZE', values, { file: file.path })
    }
    storages.set(storage.key, { ...storage, position: entry.position })
  }
  return { container: 'zip', root, storages, bigEndian: isBigEndian(file, entries.get(`${top}byteorder`)) }
}

/** The top folder is named as the file was when it was saved, so it must be found. */
function findPickle(file: RandomAccessFile, entries: ReadonlyMap<string, ZipEntry>): ZipEntry {
  const found = [...entries.values()].filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name))
  if (found.length !== 1) throw fail('E_TORCHFILE_MISSING', { entry: 'data.pkl' }, { file: file.path })
  return found[0]!
}

function requireEntry(
  file: RandomAccessFile,
  entries: ReadonlyMap<string, ZipEntry>,
  name: string,
): ZipEntry {
  const entry = entries.get(name)
  if (!entry) throw fail('E_TORCHFILE_MISSING', { entry: quote(name) }, { file: file.path })
  return entry
}

/** Files of PyTorch before 2.0 hold no such record, and come from little-endian machines. */
function isBigEndian(file: RandomAccessFile, record: ZipEntry | undefined): boolean {
  if (!record) return false
  const order = file.bytes(record.position, Math.min(record.size, 16)).toString('latin1')
  if (order !== 'little' && order !== 'big') {
    throw fail('E_TORCHFILE_BYTE_ORDER', { order: quote(order) }, { file: file.path })
  }
  return order === 'big'
}
