import * as z from 'zod'
import { defineErrors } from '../base/errors.ts'
import { decodeUtf8, parseJson, placeIn, reasonOf } from '../base/parse-json.ts'
import { schemaReason } from '../base/schema-fault.ts'

const fail = defineErrors({
  E_PREDICTOR_FILE: {
    zh: { what: '读不到 {name}', fix: '核对 read 函数：它要能读到 hantune export --to onnx 写出的文件' },
    en: {
      what: '{name} cannot be had',
      fix: 'check the read function: it must give the files that hantune export --to onnx wrote',
    },
  },
  E_PREDICTOR_DAMAGED: {
    zh: {
      what: '{name} 不是导出时写下的那个文件：SHA-256 应为 {expected}，现在是 {found}',
      fix: '文件可能损坏、没有传完，或与别的导出混在一起；请重新复制整个目录，并核对 read 读到的就是这个文件',
    },
    en: {
      what: '{name} is not the file that the export wrote: its SHA-256 should be {expected} and is {found}',
      fix: 'it may be damaged, copied in part or mixed with another export: copy the whole folder again, and check that read gives this very file',
    },
  },
  E_PREDICTOR_CONFIG: {
    zh: { what: '{name} 不可用：{reason}', fix: '重新复制整个目录，或重新导出' },
    en: { what: '{name} cannot be used: {reason}', fix: 'copy the whole folder again, or export it again' },
  },
})

const config = z.object({ max_position_embeddings: z.number().int().positive() })

/** The files of an exported folder, wherever they come from. */
export class ModelFiles {
  readonly #read: (name: string) => Promise<Uint8Array | undefined>

  /** @param read gives a file by its name; undefined where there is none */
  constructor(read: (name: string) => Promise<Uint8Array | undefined>) {
    this.#read = read
  }

  /**
   * A file that is the one that was written, if its digest is known; undefined where there is none. Samples do not touch
   * all weights, nor all pieces of a vocabulary.
   *
   * @param digests SHA-256 by name, in hexadecimal digits
   * @throws E_PREDICTOR_DAMAGED
   */
  async find(name: string, digests: Readonly<Record<string, string>> = {}): Promise<Uint8Array | undefined> {
    const bytes = await this.#read(name)
    const expected = digests[name]
    if (!bytes || expected === undefined) return bytes
    const found = await digestOf(bytes)
    if (found === undefined || found === expected) return bytes
    throw fail('E_PREDICTOR_DAMAGED', { name, expected: expected.slice(0, 12), found: found.slice(0, 12) })
  }

  /** As `find`, of a file without which nothing goes. @throws E_PREDICTOR_FILE, E_PREDICTOR_DAMAGED */
  async need(name: string, digests?: Readonly<Record<string, string>>): Promise<Uint8Array> {
    const bytes = await this.find(name, digests)
    if (!bytes) throw fail('E_PREDICTOR_FILE', { name })
    return bytes
  }

  /** The most tokens that the encoder has positions for; undefined where there is no config.json. @throws E_PREDICTOR_CONFIG */
  async positions(): Promise<number | undefined> {
    const name = 'config.json'
    const bytes = await this.#read(name)
    if (!bytes) return undefined
    let json: unknown
    try {
      json = parseJson(decodeUtf8(bytes))
    } catch (error) {
      throw fail('E_PREDICTOR_CONFIG', { name, reason: reasonOf(error) }, placeIn(name, error), error)
    }
    const parsed = config.safeParse(json)
    if (parsed.success) return parsed.data.max_position_embeddings
    throw fail('E_PREDICTOR_CONFIG', { name, reason: schemaReason(config, json) }, { file: name })
  }
}

/** Undefined on pages that browsers hold to be insecure (http:// of another machine): these have no SHA-256. */
async function digestOf(bytes: Uint8Array): Promise<string | undefined> {
  const subtle = globalThis.crypto?.subtle as Partial<typeof globalThis.crypto>['subtle']
  if (!subtle) return undefined
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
