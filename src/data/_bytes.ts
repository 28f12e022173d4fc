import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { isSystemError } from '../base/files.ts'
import { failFile } from './_errors.ts'
import { gunzip } from './_gunzip.ts'

const GIB = 2 ** 30
const MAX_FILE_BYTES = 2 * GIB
/** A pipe that nobody writes to would let the opening wait for ever. Windows has no such flag. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** The bytes of an open file from its start, decompressed when it is gzip. */
export interface ByteSource {
  /** Fills up to `length` bytes of `target` from `at` and gives their number; 0 at the end. */
  read(target: Buffer, at: number, length: number): number
  close(): void
}

/**
 * Opens a regular file for reading.
 *
 * @throws E_DATA_NOT_FOUND, E_DATA_FOLDER, E_DATA_NOT_FILE, E_DATA_UNREADABLE, E_DATA_TOO_LARGE; reading throws those
 *   of `gunzip` and E_DATA_UNREADABLE
 */
export function openBytes(file: string): ByteSource {
  const descriptor = open(file)
  const source = isGzip(descriptor, file) ? gzipSource(descriptor, file) : plainSource(descriptor)
  return {
    read: (target, at, length) => told(file, () => source(target, at, length)),
    close: () => closeSync(descriptor),
  }
}

type Read = ByteSource['read']

function plainSource(descriptor: number): Read {
  return (target, at, length) => readSync(descriptor, target, at, length, null)
}

function gzipSource(descriptor: number, file: string): Read {
  const pieces = gunzip(descriptor, file)
  let piece: Uint8Array = new Uint8Array()
  return (target, at, length) => {
    let filled = 0
    while (filled < length) {
      if (piece.length === 0) {
        const next = pieces.next()
        if (next.done) break
        piece = next.value
      }
      const part = piece.subarray(0, length - filled)
      target.set(part, at + filled)
      filled += part.length
      piece = piece.subarray(part.length)
    }
    return filled
  }
}

/** Whether a file is gzip by its first bytes. @throws as `openBytes` */
export function isGzipFile(file: string): boolean {
  const descriptor = open(file)
  try {
    return isGzip(descriptor, file)
  } finally {
    closeSync(descriptor)
  }
}

function isGzip(descriptor: number, file: string): boolean {
  const head = Buffer.alloc(3)
  const read = told(file, () => readSync(descriptor, head, 0, 3, 0))
  return read === 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8
}

function told<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw failFile('E_DATA_UNREADABLE', { reason: error.message }, { file }, error)
  }
}

function open(file: string): number {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, AT_ONCE)
    const facts = fstatSync(descriptor)
    if (facts.isDirectory()) throw folderError(file)
    if (!facts.isFile()) throw failFile('E_DATA_NOT_FILE', {}, { file })
    if (facts.size > MAX_FILE_BYTES) {
      const size = `${(facts.size / GIB).toFixed(2)} GiB`
      throw failFile('E_DATA_TOO_LARGE', { size, limit: '2 GiB' }, { file })
    }
    return descriptor
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor)
    if (!isSystemError(error) && !(error instanceof TypeError)) throw error
    const code = 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw failFile('E_DATA_NOT_FOUND', { folder: process.cwd() }, { file }, error)
    throw failFile('E_DATA_UNREADABLE', { reason: error.message }, { file }, error)
  }
}

function folderError(folder: string): Error {
  const name = readdirSync(folder, { withFileTypes: true }).find((entry) => entry.isFile())?.name
  return failFile('E_DATA_FOLDER', { example: join(folder, name ?? 'train.txt') }, { file: folder })
}
