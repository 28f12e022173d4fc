import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import type { Environment } from '../base/locale.ts'
import { nearestName } from '../base/nearest.ts'

const fail = defineErrors({
  E_HUB_NOT_CACHED: {
    zh: {
      what: '“{model}”既不是模型目录，也不在本机缓存 {cache} 里{near}',
      fix: '给出模型所在的目录；或先用 Hugging Face 工具把它下载到缓存；不写 --model 则用内置的小模型',
    },
    en: {
      what: '“{model}” is neither a model folder nor in the local cache {cache}{near}',
      fix: 'give the folder of the model; or fetch it to the cache with a Hugging Face tool; without --model the embedded small model is used',
    },
  },
  E_HUB_ID: {
    zh: {
      what: '“{model}”不是合法的模型名',
      fix: '模型名形如 bert-base-chinese 或 hfl/rbt3；目录请写成 ./目录名',
    },
    en: {
      what: '“{model}” is no valid model id',
      fix: 'ids look like bert-base-chinese or hfl/rbt3; write folders as ./folder',
    },
  },
})

const ID = /^(?!.*\.\.)[\w][\w.-]*(\/[\w][\w.-]*)?$/

/** The folder of Hugging Face's cache, as its Python library chooses it; an empty variable counts as unset. */
export function hubCache(env: Environment = process.env): string {
  if (env.HF_HUB_CACHE) return env.HF_HUB_CACHE
  const home = env.HF_HOME || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface')
  return join(home, 'hub')
}

/**
 * The folder of a model: a folder as it is, or the main branch's snapshot of a hub id in the local cache. An id without
 * an owner is also looked for under any owner, as `bert-base-chinese` stands for `google-bert/bert-base-chinese`.
 *
 * @throws E_HUB_ID, E_HUB_NOT_CACHED with the nearest id that is there
 */
export function resolveModel(model: string, env: Environment = process.env): string {
  if (isFolder(model)) return model
  if (!ID.test(model)) throw fail('E_HUB_ID', { model })
  const cache = hubCache(env)
  const cached = cachedIds(cache)
  const id =
    cached.find((known) => known === model) ?? cached.find((known) => known.split('/').at(-1) === model)
  const snapshot = id && snapshotOf(join(cache, `models--${id.replace('/', '--')}`))
  if (snapshot) return snapshot
  const near = nearestId(model, cached)
  throw fail('E_HUB_NOT_CACHED', { model, cache, near: near ? ` (≈ ${near})` : '' })
}

/** Compared with owner where the asked id has one, else without. */
function nearestId(model: string, cached: readonly string[]): string | undefined {
  const shown = (id: string) => (model.includes('/') ? id : id.split('/').at(-1)!)
  const near = nearestName(model, cached.map(shown))
  return cached.find((id) => shown(id) === near)
}

function cachedIds(cache: string): string[] {
  if (!isFolder(cache)) return []
  return readdirSync(cache)
    .filter((name) => name.startsWith('models--'))
    .map((name) => name.slice('models--'.length).replace('--', '/'))
    .sort()
}

function snapshotOf(folder: string): string | undefined {
  const main = join(folder, 'refs', 'main')
  if (existsSync(main)) {
    const snapshot = join(folder, 'snapshots', readFileSync(main, 'utf8').trim())
    if (isFolder(snapshot)) return snapshot
  }
  return undefined
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
