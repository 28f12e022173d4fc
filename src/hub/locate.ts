import type { Environment } from '../base/locale.ts'
import { cachedIds, findCached, isFolder } from './cache.ts'
import { type DownloadEvent, type Downloaded, fetchModel } from './download.ts'
import { fail } from './errors.ts'
import type { HttpOptions } from './http.ts'
import { checkRevision, nearHint, parseId } from './ids.ts'
import { endpointOf, hubCache, isOffline, modelscopeCache, signInTo } from './settings.ts'

export interface LocateOptions extends Omit<HttpOptions, 'onWait'> {
  /** A branch, a tag or a commit; left out: main. */
  readonly revision?: string | undefined
  /** No network, whatever the environment says. */
  readonly offline?: boolean | undefined
  /** Asks the hub even if the model is in the cache, unless there is to be no network. */
  readonly refresh?: boolean
  readonly env?: Environment
  readonly onEvent?: (event: DownloadEvent) => void
}

/** Where a model is: a folder of the user's, which has no commit, or a snapshot. */
export type Located = Pick<Downloaded, 'folder'> & Partial<Downloaded>

/** Where an id is looked for, and what is there. */
function lookUp(model: string, revision: string, env: Environment) {
  const parsed = parseId(model)
  checkRevision(model, revision)
  const cache = parsed.source === 'modelscope' ? modelscopeCache(env) : hubCache(env)
  const near = () => nearHint(parsed.id, cachedIds(cache))
  return {
    parsed,
    cache,
    near,
    cached: findCached(cache, parsed, revision),
    absent: () => fail('E_HUB_NOT_CACHED', { model, revision, cache, near: near() }),
  }
}

/**
 * Finds a model: a folder as it is; a hub id in the cache, without a word to the network; else it is fetched.
 *
 * @param model a folder, `ORG/NAME`, or `modelscope:ORG/NAME`
 * @throws E_HUB_ID, E_HUB_NOT_CACHED when offline, E_HUB_REVISION, E_HUB_CACHE, and the E_HUB_* of downloads
 */
export async function locateModel(model: string, options: LocateOptions = {}): Promise<Located> {
  const { revision = 'main', env = process.env, refresh = false } = options
  if (isFolder(model)) return { folder: model }
  const { parsed, cache, near, cached, absent } = lookUp(model, revision, env)
  const offline = options.offline || isOffline(env)
  if (cached && (offline || !refresh)) return cached
  if (offline) throw absent()
  const endpoint = endpointOf(parsed.source, env)
  const place = { model: parsed, revision, endpoint, near: near(), ...signInTo(parsed.source, env) }
  return fetchModel(place, { ...options, cache })
}

/** A model that is on this machine already. @throws E_HUB_ID, E_HUB_REVISION, E_HUB_NOT_CACHED, E_HUB_CACHE */
export function resolveModel(model: string, env: Environment = process.env, revision = 'main'): string {
  if (isFolder(model)) return model
  const { cached, absent } = lookUp(model, revision, env)
  if (!cached) throw absent()
  return cached.folder
}
