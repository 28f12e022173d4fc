import type { Hash } from 'node:crypto'
import type { FilePart } from './files.ts'

/** The parts of a file as they come; `hash` takes them, too. */
export function* hashed(parts: Iterable<FilePart>, hash: Hash): Generator<FilePart> {
  for (const part of parts) {
    hash.update(part)
    yield part
  }
}
