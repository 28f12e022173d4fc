/**
 * What the pickle of a checkpoint is made of. Lists and tuples are both arrays; a dict is a `Map`, so that no
 * key of the file can touch a prototype.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Value[]
  | Dict
  | Global
  | StorageSlice
  | TensorView

export type Dict = Map<Value, Value>

/** A Python object that a pickle names. Only those of the list in `_globals.ts` come to exist. */
export class Global {
  /** Module and name, such as `torch._utils._rebuild_tensor_v2`. */
  readonly name: string
  /** What calling it gives; undefined when the arguments are not those that torch writes. */
  readonly call: (args: readonly Value[]) => Value | undefined
  /** The element type, for a class of storages. */
  readonly storageType: string | undefined

  constructor(name: string, call: Global['call'], storageType?: string) {
    this.name = name
    this.call = call
    this.storageType = storageType
  }
}

/** Elements that lie together in the file; tensors are views of them. */
export interface Storage {
  readonly key: string
  readonly dtype: string
  /** In elements. */
  readonly length: number
}

/** A run of elements of a storage. Only files of PyTorch before 0.4 hold slices that are not the whole. */
export class StorageSlice {
  readonly storage: Storage
  readonly start: number
  readonly length: number

  constructor(storage: Storage, start: number, length: number) {
    this.storage = storage
    this.start = start
    this.length = length
  }
}

/** A tensor: which elements of a slice it is made of. Offset and strides count elements. */
export class TensorView {
  readonly slice: StorageSlice
  readonly offset: number
  readonly shape: readonly number[]
  readonly stride: readonly number[]

  constructor(slice: StorageSlice, offset: number, shape: readonly number[], stride: readonly number[]) {
    this.slice = slice
    this.offset = offset
    this.shape = shape
    this.stride = stride
  }

  get dtype(): string {
    return this.slice.storage.dtype
  }
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

export function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isCount)
}
