import type { Storage, Value } from './_values.ts'

/** A checkpoint as it was found in the file, before its tensors are picked out. */
export interface Checkpoint {
  readonly container: 'zip' | 'legacy'
  readonly root: Value
  readonly storages: ReadonlyMap<string, LocatedStorage>
  readonly bigEndian: boolean
}

/** A storage and where its data begins, in bytes from the start of the file. */
export interface LocatedStorage extends Storage {
  readonly position: number
}
