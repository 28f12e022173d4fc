import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import { userCache } from '../base/user-cache.ts'
import { fail } from './errors.ts'

/** The one hub that a token is for. */
const HUGGING_FACE = 'https://huggingface.co'
const MODELSCOPE = 'https://modelscope.cn'

/** The folder of Hugging Face's cache, as its Python library chooses it; an empty variable counts as unset. */
export function hubCache(env: Environment = process.env): string {
  return env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(homeOf(env), 'hub')
}

/** Models of ModelScope lie apart: their commits are not Hugging Face's. */
export function modelscopeCache(env: Environment = process.env): string {
  return join(userCache(env), 'hantune', 'modelscope')
}

const homeOf = (env: Environment): string => env.HF_HOME || join(userCache(env), 'huggingface')

/** Where a source is asked. @throws E_HUB_SETTING for what is no URL */
export function endpointOf(source: 'huggingface' | 'modelscope', env: Environment = process.env): string {
  const [name, standard] =
    source === 'modelscope'
      ? (['MODELSCOPE_ENDPOINT', MODELSCOPE] as const)
      : (['HF_ENDPOINT', HUGGING_FACE] as const)
  const value = env[name] || standard
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) throw fail('E_HUB_SETTING', { name, value: quote(value) })
  return value.replace(/\/+$/, '')
}

/**
 * The user's token for an endpoint: HF_TOKEN, or the file that `hf auth login` writes. Only Hugging Face itself gets
 * it; whoever runs a mirror could read it.
 */
export function tokenFor(endpoint: string, env: Environment = process.env): string | undefined {
  if (new URL(endpoint).origin !== HUGGING_FACE) return undefined
  const own = env.HF_TOKEN || env.HUGGING_FACE_HUB_TOKEN
  if (own) return own.trim()
  const file = env.HF_TOKEN_PATH || join(homeOf(env), 'token')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() || undefined : undefined
}

/** Whether the user forbids the network. */
export const isOffline = (env: Environment = process.env): boolean =>
  [env.HF_HUB_OFFLINE, env.TRANSFORMERS_OFFLINE].some((value) => /^(1|true|yes|on)$/i.test(value ?? ''))
