import { quote } from '../base/quote.ts'
import { fail } from './_errors.ts'
import type { PersistentLoad } from './_pickle.ts'
import { Global, isCount, type Storage, StorageSlice, type Value } from './_values.ts'

/** Collects the storages that a pickle names by its persistent ids. */
export class StorageTable {
  readonly #path: string
  readonly #storages = new Map<string, Storage>()

  constructor(path: string) {
    this.#path = path
  }

  get all(): ReadonlyMap<string, Storage> {
    return this.#storages
  }

  /**
   * Reads `('storage', type, key, location, length)`; old files add a sixth, which is None or
   * `(key of the slice, start, length)`.
   *
   * @throws E_TORCHFILE_STORAGE
   */
  readonly load: PersistentLoad = (id) => {
    const [kind, type, key, location, length, slice = null, ...rest] = Array.isArray(id) ? id : []
    const wellFormed =
      kind === 'storage' &&
      type instanceof Global &&
      type.storageType !== undefined &&
      typeof key === 'string' &&
      typeof location === 'string' &&
      isCount(length) &&
      rest.length === 0
    if (!wellFormed) throw this.#malformed(key)
    const storage = this.#storage(key, type.storageType, length)
    if (slice === null) return new StorageSlice(storage, 0, length)
    const [, start, count, ...more] = Array.isArray(slice) ? slice : []
    if (!isCount(start) || !isCount(count) || more.length > 0 || start + count > length) {
      throw this.#malformed(key)
    }
    return new StorageSlice(storage, start, count)
  }

  #storage(key: string, dtype: string, length: number): Storage {
    const known = this.#storages.get(key)
    if (known && (known.dtype !== dtype || known.length !== length)) throw this.#malformed(key)
    const storage = known ?? { key, dtype, length }
    this.#storages.set(key, storage)
    return storage
  }

  #malformed(key: Value | undefined) {
    const name = quote(typeof key === 'string' ? key : '?')
    return fail('E_TORCHFILE_STORAGE', { key: name }, { file: this.#path })
  }
}
