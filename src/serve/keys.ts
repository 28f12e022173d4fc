import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { defineErrors } from '../base/errors.ts'
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
  E_SERVE_KEYS_EMPTY: {
    zh: { what: '密钥文件里没有密钥', fix: '每行写一个密钥；# 开头的行是注释' },
    en: {
      what: 'the file of keys holds none',
      fix: 'write a key a line; lines that begin with # are comments',
    },
  },
})

/**
 * The keys that clients may show: those of `HANTUNE_API_KEYS`, separated by commas, and those of a file, one a line.
 *
 * @throws E_SERVE_KEY_FILE, E_SERVE_KEYS_EMPTY
 */
export function readKeys(file: string | undefined, env: Environment = process.env): string[] {
  const fromEnvironment = (env.HANTUNE_API_KEYS ?? '').split(',')
  const fromFile = file === undefined ? [] : keysOf(file)
  return [...fromEnvironment, ...fromFile].map((key) => key.trim()).filter((key) => key !== '')
}

function keysOf(file: string): string[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw fail('E_SERVE_KEY_FILE', { reason: error.message }, { file }, error)
  }
  const keys = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'))
  // Whoever names a file wants a lock: an empty one must not leave the door open.
  if (keys.length === 0) throw fail('E_SERVE_KEYS_EMPTY', {}, { file })
  return keys
}

/** Knows keys by their digests, and compares in a time that tells nothing of them. */
export class Keys {
  readonly #digests: readonly Buffer[]

  constructor(keys: readonly string[]) {
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
    const shown = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? apiKey
    if (shown === undefined) return undefined
    const digest = digestOf(shown.trim())
    let found: number | undefined
    for (const [at, known] of this.#digests.entries()) if (timingSafeEqual(known, digest)) found = at
    return found === undefined ? undefined : `key ${found + 1}`
  }
}

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest()
