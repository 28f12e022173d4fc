import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSystemError } from '../base/files.ts'
import type { Environment } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import { expandHome, userCache } from '../base/user-cache.ts'
import { fail } from './errors.ts'
import type { Source } from './ids.ts'

/** The one hub that a token is for. */
const HUGGING_FACE = 'https://huggingface.co'
const MODELSCOPE = 'https://modelscope.cn'
const ENDPOINTS = {
  huggingface: ['HF_ENDPOINT', HUGGING_FACE],
  modelscope: ['MODELSCOPE_ENDPOINT', MODELSCOPE],
} as const
const TOKENS = ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN'] as const

const FIXES = {
  address: {
    zh: '写成完整的网址，例如 https://hf-mirror.com',
    en: 'write a whole URL such as https://hf-mirror.com',
  },
  tokenFile: {
    zh: '让它指向一个可读的、只含令牌的文件，或取消这个变量',
    en: 'name a file that can be read and holds the token alone, or unset it',
  },
}

/** The folder of Hugging Face's cache, as its Python library chooses it; an empty variable counts as unset. */
export function hubCache(env: Environment = process.env): string {
  return expandHome(env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE) || join(homeOf(env), 'hub')
}

/** Models of ModelScope lie apart: their commits are not Hugging Face's. */
export function modelscopeCache(env: Environment = process.env): string {
  return join(userCache(env), 'hantune', 'modelscope')
}

const homeOf = (env: Environment): string => expandHome(env.HF_HOME) || join(userCache(env), 'huggingface')

function urlOf(source: Source, env: Environment): URL {
  const [name, standard] = ENDPOINTS[source]
  const value = env[name]?.trim() || standard
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url && /^https?:$/.test(url.protocol)) return url
  const shown = quote(value.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1***@'))
  throw fail('E_HUB_SETTING', { name, value: shown, fix: FIXES.address })
}

/** Where a source is asked, without the name and password that may stand in it. @throws E_HUB_SETTING for what is no URL */
export function endpointOf(source: Source, env: Environment = process.env): string {
  const url = urlOf(source, env)
  url.username = ''
  url.password = ''
  return url.href.replace(/\/+$/, '')
}

/** How a source is told who asks. */
export interface SignIn {
  /** The header of requests to its own host; undefined for a stranger. */
  readonly authorization: string | undefined
  /** Whether there is a token that it does not get. */
  readonly isWithheld: boolean
}

/**
 * A name and password go to the address in which they stand, the token to Hugging Face.
 *
 * @throws E_HUB_SETTING, E_HUB_TOKEN
 */
export function signInTo(source: Source, env: Environment = process.env): SignIn {
  const basic = basicFor(source, env)
  const token = source === 'huggingface' ? tokenFor(endpointOf(source, env), env) : undefined
  const isWithheld = source === 'huggingface' && token === undefined && hasToken(env)
  const authorization = basic ?? (token === undefined ? undefined : `Bearer ${token}`)
  return { authorization, isWithheld }
}

/** The header that an address's own name and password make, if it has them. @throws E_HUB_SETTING */
export function basicFor(source: Source, env: Environment = process.env): string | undefined {
  const { username, password } = urlOf(source, env)
  if (username === '' && password === '') return undefined
  const pair = [username, password].map(decoded).join(':')
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

/** What an address writes with percent signs; one that means nothing stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/**
 * The user's token for an endpoint: HF_TOKEN, or the file that `hf auth login` writes. Only Hugging Face itself gets
 * it; whoever runs a mirror could read it.
 *
 * @throws E_HUB_SETTING for a file that cannot be read, E_HUB_TOKEN for what no header can carry
 */
export function tokenFor(endpoint: string, env: Environment = process.env): string | undefined {
  if (new URL(endpoint).origin !== HUGGING_FACE) return undefined
  const { where, token } = findToken(env)
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) throw fail('E_HUB_TOKEN', { where })
  return token
}

function findToken(env: Environment): { where: string; token: string | undefined } {
  for (const where of TOKENS) {
    const token = env[where]?.trim()
    if (token) return { where, token }
  }
  const where = expandHome(env.HF_TOKEN_PATH) || join(homeOf(env), 'token')
  try {
    return { where, token: readFileSync(where, 'utf8').trim() || undefined }
  } catch (error) {
    if (!isSystemError(error)) throw error
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return { where, token: undefined }
    const value = `${quote(where)} (${error.code})`
    const name = env.HF_TOKEN_PATH ? 'HF_TOKEN_PATH' : 'HF_HOME'
    throw fail('E_HUB_SETTING', { name, value, fix: FIXES.tokenFile }, {}, error)
  }
}

/** Whether there is a token, be it one that cannot be used. */
function hasToken(env: Environment): boolean {
  try {
    return findToken(env).token !== undefined
  } catch {
    return true
  }
}

/** Whether the user forbids the network. */
export const isOffline = (env: Environment = process.env): boolean =>
  [env.HF_HUB_OFFLINE, env.TRANSFORMERS_OFFLINE].some((value) => /^(1|true|yes|on)$/i.test(value ?? ''))
