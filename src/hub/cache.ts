import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelId } from './ids.ts'
import { isCommit } from './ids.ts'

/** Where the snapshots of a model are, in the layout of Hugging Face's cache. */
export const modelFolder = (cache: string, { id }: ModelId): string =>
  join(cache, `models--${id.replaceAll('/', '--')}`)

/** A whole snapshot of a model on this machine. */
export interface Cached {
  readonly folder: string
  readonly commit: string
}

/**
 * Looks a model up in a cache: the snapshot that a revision stood for when it was fetched. Others' half-fetched
 * snapshots do not count.
 *
 * @param revision a branch, a tag, or a whole commit
 */
export function findCached(cache: string, model: ModelId, revision: string): Cached | undefined {
  const folder = modelFolder(cache, model)
  const commit = isCommit(revision) ? revision : readRef(join(folder, 'refs', ...revision.split('/')))
  if (commit === undefined || !/^[\w-]+$/.test(commit)) return undefined
  const snapshot = join(folder, 'snapshots', commit)
  return isWhole(snapshot) ? { folder: snapshot, commit } : undefined
}

const readRef = (path: string): string | undefined =>
  isFile(path) ? readFileSync(path, 'utf8').trim() : undefined

/** Whether a folder has all that an encoder needs. */
function isWhole(folder: string): boolean {
  const has = (name: string) => isFile(join(folder, name))
  if (!has('config.json') || !(has('vocab.txt') || has('tokenizer.json'))) return false
  if (has('model.safetensors') || has('pytorch_model.bin')) return true
  const index = join(folder, 'model.safetensors.index.json')
  return isFile(index) && shardsOf(index).every(has)
}

function shardsOf(index: string): string[] {
  try {
    const { weight_map: map } = JSON.parse(readFileSync(index, 'utf8')) as {
      weight_map: Record<string, string>
    }
    return [...new Set(Object.values(map))]
  } catch {
    // What is wrong with it is said when it is read.
    return []
  }
}

/** The ids of the models in a cache that are there whole in some revision. */
export function cachedIds(cache: string): string[] {
  if (!isFolder(cache)) return []
  return readdirSync(cache)
    .filter((name) => name.startsWith('models--'))
    .filter((name) => {
      const snapshots = join(cache, name, 'snapshots')
      return isFolder(snapshots) && readdirSync(snapshots).some((commit) => isWhole(join(snapshots, commit)))
    })
    .map((name) => name.slice('models--'.length).replace('--', '/'))
    .sort()
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
