import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { defineErrors } from '../base/errors.ts'
import { shardsOf } from '../safetensors/index.ts'
import type { SavedModel } from '../tasks/index.ts'

const fail = defineErrors({
  E_WEIGHTS_DAMAGED: {
    zh: {
      what: '{name} 不是保存时的那个文件：SHA-256 应为 {expected}，现在是 {found}',
      fix: '文件可能损坏、没有复制完整，或与别的模型混在一起；请重新复制整个目录，或从备份恢复',
    },
    en: {
      what: '{name} is not the file that was saved: its SHA-256 should be {expected} and is {found}',
      fix: 'it may be damaged, copied in part or mixed with another model: copy the whole folder again, or restore it',
    },
  },
})

const INDEX = 'model.safetensors.index.json'

/** The SHA-256 of files, by their names. */
export type Digests = ReadonlyMap<string, Buffer>

/** The names of the files of a model folder's weights, shards behind their index; none where there are none, which opening tells. */
export function weightFiles(folder: string): string[] {
  const name = ['model.safetensors', INDEX, 'pytorch_model.bin'].find((own) => existsSync(join(folder, own)))
  if (name === undefined) return []
  return [name, ...(name === INDEX ? shardsOf(join(folder, name)) : [])]
}

/** Of files of a folder, read piece by piece; what is not there is left out. */
export async function digestsOf(folder: string, names: readonly string[]): Promise<Digests> {
  const digests = new Map<string, Buffer>()
  for (const name of names) {
    const path = join(folder, name)
    if (!existsSync(path)) continue
    const hash = createHash('sha256')
    await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash)
    digests.set(name, hash.digest())
  }
  return digests
}

/** Samples do not touch all weights, and a file that is being copied is half of one and half of another. @throws E_WEIGHTS_DAMAGED */
export function checkDigests(folder: string, saved: SavedModel['digests'], found: Digests): void {
  for (const [name, expected] of Object.entries(saved ?? {})) {
    const own = found.get(name)?.toString('hex')
    // Who saves weights in another form makes other files: samples alone tell of those.
    if (own === undefined || own === expected) continue
    const values = { name, expected: expected.slice(0, 12), found: own.slice(0, 12) }
    throw fail('E_WEIGHTS_DAMAGED', values, { file: folder })
  }
}
