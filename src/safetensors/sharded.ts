import { dirname, join } from 'node:path'
import { quote } from '../base/quote.ts'
import { RandomAccessFile } from '../base/random-access.ts'
import { floatTensor, type WeightFile, type WeightInfo } from '../base/weights.ts'
import { fail } from './_errors.ts'
import { parseJson } from './_header.ts'
import { isObject, isStringRecord } from './_json.ts'
import { openSafetensors } from './reader.ts'

/** A real index of the largest models takes a few megabytes. */
const MAX_INDEX_BYTES = 100_000_000

/**
 * Opens the shards that a `model.safetensors.index.json` names, as one file of weights. Index and shards
 * must agree exactly: a tensor that only one of them knows is an error.
 *
 * @throws E_SAFETENSORS_INDEX, E_SAFETENSORS_SHARD_*, and what `openSafetensors` throws for a shard
 */
export function openSafetensorsIndex(path: string): WeightFile {
  const { shardOf, metadata } = readIndex(path)
  const shards = new Map<string, WeightFile>()
  try {
    for (const shard of new Set(shardOf.values())) {
      shards.set(shard, openSafetensors(join(dirname(path), shard)))
    }
    const tensors = collectTensors(path, shardOf, shards)
    const owners = new Map([...shardOf].map(([tensor, shard]) => [tensor, shards.get(shard)!]))
    return new ShardedWeights(path, metadata, tensors, owners)
  } catch (error) {
    for (const shard of shards.values()) shard.close()
    throw error
  }
}

/** The names of the shards of an index, in its order, each once. @throws E_SAFETENSORS_INDEX, E_SAFETENSORS_SHARD_NAME */
export const shardsOf = (path: string): string[] => [...new Set(readIndex(path).shardOf.values())]

function readIndex(path: string) {
  const file = new RandomAccessFile(path)
  try {
    const place = { file: path }
    if (file.size > MAX_INDEX_BYTES) {
      throw fail('E_SAFETENSORS_HEADER_SIZE', { length: file.size, limit: MAX_INDEX_BYTES }, place)
    }
    const { weight_map: map, metadata = {} } = parseJson(file, 0, file.size)
    if (!isStringRecord(map)) throw fail('E_SAFETENSORS_INDEX', { field: 'weight_map' }, place)
    if (!isObject(metadata)) throw fail('E_SAFETENSORS_INDEX', { field: 'metadata' }, place)
    const shardOf = new Map(Object.entries(map))
    for (const [tensor, shard] of shardOf) {
      if (isPlainFileName(shard)) continue
      throw fail('E_SAFETENSORS_SHARD_NAME', { tensor: quote(tensor), shard: quote(shard) }, place)
    }
    // The index's metadata holds numbers (total_size), where the face promises strings.
    const texts = Object.entries(metadata).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
    return { shardOf, metadata: Object.fromEntries(texts) as Record<string, string> }
  } finally {
    file.close()
  }
}

/** No separators of any system, no drive, no name that climbs. */
function isPlainFileName(name: string): boolean {
  return /^[^/\\:\0]+$/.test(name) && name !== '.' && name !== '..'
}

function collectTensors(
  path: string,
  shardOf: ReadonlyMap<string, string>,
  shards: ReadonlyMap<string, WeightFile>,
): Map<string, WeightInfo> {
  const place = { file: path }
  const tensors = new Map<string, WeightInfo>()
  for (const [tensor, shard] of shardOf) {
    const info = shards.get(shard)!.tensors.get(tensor)
    if (!info) {
      throw fail('E_SAFETENSORS_SHARD_MISSING', { tensor: quote(tensor), shard: quote(shard) }, place)
    }
    tensors.set(tensor, info)
  }
  for (const [shard, { tensors: held }] of shards) {
    for (const tensor of held.keys()) {
      if (shardOf.get(tensor) === shard) continue
      throw fail('E_SAFETENSORS_SHARD_EXTRA', { tensor: quote(tensor), shard: quote(shard) }, place)
    }
  }
  return tensors
}

class ShardedWeights implements WeightFile {
  readonly path: string
  readonly metadata: Readonly<Record<string, string>>
  readonly tensors: ReadonlyMap<string, WeightInfo>
  /** The shard that holds each tensor. */
  readonly #owners: ReadonlyMap<string, WeightFile>

  constructor(
    path: string,
    metadata: Readonly<Record<string, string>>,
    tensors: ReadonlyMap<string, WeightInfo>,
    owners: ReadonlyMap<string, WeightFile>,
  ) {
    this.path = path
    this.metadata = metadata
    this.tensors = tensors
    this.#owners = owners
  }

  readFloat32(name: string, target: Float32Array): void {
    floatTensor(this.path, this.tensors, name, target)
    this.#owners.get(name)!.readFloat32(name, target)
  }

  close(): void {
    for (const shard of new Set(this.#owners.values())) shard.close()
  }
}
