import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { defineErrors, type Place } from '../base/errors.ts'
import { isSystemError } from '../base/files.ts'
import type { Environment } from '../base/locale.ts'

const fail = defineErrors({
  E_SERVE_KEY_FILE: {
    zh: { what: '密钥文件不可用：{reason}', fix: '每行写一个密钥；# 开头的行是注释' },
    en: {
      what: 'the file of keys cannot be used: {reason}',
      fix: 'write a key a line; lines that begin with # are comments',
    },
  },
  E_SERVE_KEY_FORM: {
    zh: {
      what: '密钥只能用没有空格的 ASCII 字符（字母、数字和符号）：否则请求头里写不出来',
      fix: '换成这样的密钥，例如 openssl rand -hex 32 生成的',
    },
    en: {
      what: 'a key is made of visible ASCII characters, without spaces: no other can be sent in a header',
      fix: 'take another key, such as one by openssl rand -hex 32',
    },
  },
  E_SERVE_KEYS_NONE: {
    zh: { what: '环境变量里没有密钥', fix: '写上密钥，几个密钥用逗号分隔；不要密钥就删去这个变量' },
    en: {
      what: 'the variable holds no key',
      fix: 'write keys, separated by commas; where none are wanted, unset the variable',
    },
  },
  E_SERVE_KEYS_EMPTY: {
    zh: { what: '密钥文件里没有密钥', fix: '每行写一个密钥；# 开头的行是注释' },
    en: {
      what: 'the file of keys holds none',
      fix: 'write a key a line; lines that begin with # are comments',
    },
  },
})

const VISIBLE = /^[\x21-\x7e]+$/

/**
 * The keys that clients may show: those of `HANTUNE_API_KEYS`, separated by commas, and those of a file, one a line.
 *
 * @throws E_SERVE_KEY_FILE, E_SERVE_KEY_FORM, E_SERVE_KEYS_EMPTY, E_SERVE_KEYS_NONE
 */
export function readKeys(file: string | undefined, env: Environment = process.env): string[] {
  const given = env.HANTUNE_API_KEYS ?? ''
  const fromEnvironment = keysOf(given.split(','))
  // Whoever names keys wants a lock: where there are none the door must not be left open.
  if (given !== '' && fromEnvironment.length === 0) throw fail('E_SERVE_KEYS_NONE', {}, ENVIRONMENT)
  for (const { key } of fromEnvironment) checkKey(key, ENVIRONMENT)
  if (file === undefined) return fromEnvironment.map(({ key }) => key)
  const fromFile = keysOf(linesOf(file)).filter(({ key }) => !key.startsWith('#'))
  if (fromFile.length === 0) throw fail('E_SERVE_KEYS_EMPTY', {}, { file })
  for (const { key, line } of fromFile) checkKey(key, { file, line })
  return [...fromEnvironment, ...fromFile].map(({ key }) => key)
}

const ENVIRONMENT: Place = { file: 'HANTUNE_API_KEYS' }

/** Without what stands around them, a byte order mark too, and with where they stand. */
const keysOf = (texts: readonly string[]) =>
  texts.map((text, at) => ({ key: text.trim(), line: at + 1 })).filter(({ key }) => key !== '')

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r\n|\r|\n/)
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw fail('E_SERVE_KEY_FILE', { reason: error.message }, { file }, error)
  }
}

/** @throws E_SERVE_KEY_FORM, which does not show the key */
function checkKey(key: string, place?: Place): void {
  if (!VISIBLE.test(key)) throw fail('E_SERVE_KEY_FORM', {}, place)
}

/** Knows keys by their digests, and compares in a time that tells nothing of them. */
export class Keys {
  readonly #digests: readonly Buffer[]

  /** @throws E_SERVE_KEY_FORM */
  constructor(keys: readonly string[]) {
    for (const key of keys) checkKey(key)
    this.#digests = keys.map(digestOf)
  }

  /** Whether any key is asked for. */
  get areNeeded(): boolean {
    return this.#digests.length > 0
  }

  /**
   * The name of the key that a request shows, for counting; undefined where it shows none that is known.
   *
   * @param authorization the header `Authorization`
   * @param apiKey the header `X-API-Key`
   */
  nameOf(authorization: string | undefined, apiKey: string | undefined): string | undefined {
    const bearer = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
    // A proxy may have put a header of its own beside the client's.
    const found = [bearer, apiKey?.trim()].map((shown) => this.#indexOf(shown)).find((at) => at >= 0)
    return found === undefined ? undefined : `key ${found + 1}`
  }

  #indexOf(shown: string | undefined): number {
    if (shown === undefined) return -1
    const digest = digestOf(shown)
    let found = -1
    for (const [at, known] of this.#digests.entries()) if (timingSafeEqual(known, digest)) found = at
    return found
  }
}

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest()
