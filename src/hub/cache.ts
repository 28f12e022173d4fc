import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { HanTuneError } from '../base/errors.ts'
import { isSystemError } from '../base/files.ts'
import { fail } from './errors.ts'
import type { ModelId } from './ids.ts'
import { isCommit } from './ids.ts'
import { KNOWN_ENCODERS } from './known.ts'

const PREFIX = 'models--'

/** Where a model may be, in the layout of Hugging Face's cache: under today's id, or the one that it had before. */
function foldersOf(cache: string, { source, id }: ModelId): [string, ...string[]] {
  const oldId = source === 'huggingface' && KNOWN_ENCODERS.find((known) => known.id === id)?.oldId
  const at = (name: string) => join(cache, `${PREFIX}${name.replaceAll('/', '--')}`)
  return oldId ? [at(id), at(oldId)] : [at(id)]
}

/** Where a model is fetched to: where some of it is, so that nothing is fetched twice. */
export function modelFolder(cache: string, model: ModelId): string {
  const folders = foldersOf(cache, model)
  return folders.find(isFolder) ?? folders[0]
}

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
 * @throws E_HUB_CACHE if it cannot be read
 */
export function findCached(cache: string, model: ModelId, revision: string): Cached | undefined {
  try {
    for (const folder of foldersOf(cache, model)) {
      const found = findIn(folder, revision)
      if (found) return found
    }
    return undefined
  } catch (error) {
    throw cacheFault(cache, error)
  }
}

function findIn(folder: string, revision: string): Cached | undefined {
  const commit = isCommit(revision) ? revision : readRef(join(folder, 'refs', ...revision.split('/')))
  if (commit === undefined || !/^[\w-]+$/.test(commit)) return undefined
  const snapshot = join(folder, 'snapshots', commit)
  return isWhole(snapshot) ? { folder: snapshot, commit } : undefined
}

/** What a revision stood for when it was fetched. */
export const readRef = (path: string): string | undefined =>
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

/**
 * The ids of the models in a cache that are there whole in some revision; one that lies there under its old id is
 * called by today's.
 *
 * @throws E_HUB_CACHE if it cannot be read
 */
export function cachedIds(cache: string): string[] {
  try {
    if (!isFolder(cache)) return []
    const ids = readdirSync(cache)
      .filter((name) => name.startsWith(PREFIX))
      .filter((name) => {
        const snapshots = join(cache, name, 'snapshots')
        return (
          isFolder(snapshots) && readdirSync(snapshots).some((commit) => isWhole(join(snapshots, commit)))
        )
      })
      .map((name) => name.slice(PREFIX.length).replace('--', '/'))
      .map((id) => KNOWN_ENCODERS.find(({ oldId }) => oldId === id)?.id ?? id)
    return [...new Set(ids)].sort()
  } catch (error) {
    throw cacheFault(cache, error)
  }
}

/** What the system says about files of a cache, told as a fault of the cache; other errors are as they are. */
export function cacheFault(cache: string, error: unknown): unknown {
  const isWriting = error instanceof HanTuneError && error.code === 'E_FILE_WRITE'
  const system = isWriting ? error.cause : error
  return isSystemError(system) ? fail('E_HUB_CACHE', { cache, reason: system.message }, {}, system) : error
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()

/** One that cannot be looked at counts as none. */
export const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory()
