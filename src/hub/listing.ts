import { createHash } from 'node:crypto'
import * as z from 'zod'
import { schemaReason } from '../base/schema-fault.ts'
import { fail } from './errors.ts'
import type { Http } from './http.ts'
import type { ModelId } from './ids.ts'
import type { SignIn } from './settings.ts'

/** A file of a repository that is to be fetched. */
export interface RemoteFile {
  readonly path: string
  readonly url: string
  /** Bytes, where the listing says so. */
  readonly size?: number
  /** SHA-256 in hexadecimal, where the listing says so. */
  readonly sha256?: string
}

/** A repository at one revision. */
export interface Listing {
  /** What the revision stands for today. */
  readonly commit: string
  readonly files: readonly RemoteFile[]
}

const huggingFace = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().nullish(),
      lfs: z.object({ sha256: z.string().optional() }).nullish(),
    }),
  ),
})

const modelScope = z.object({
  Data: z.object({
    Files: z.array(
      z.object({
        Path: z.string(),
        Type: z.string().optional(),
        Size: z.number().nullish(),
        Sha256: z.string().nullish(),
      }),
    ),
  }),
})

/** Where a listing is asked for. */
export interface Place extends SignIn {
  readonly model: ModelId
  readonly revision: string
  readonly endpoint: string
  /** For a message: the nearest known id in brackets. */
  readonly near: string
}

/**
 * Lists a repository.
 *
 * @throws E_HUB_UNKNOWN, E_HUB_REVISION, E_HUB_ACCESS, E_HUB_TOKEN_WITHHELD, E_HUB_ANSWER, E_HUB_UNREACHABLE
 */
export function list(http: Http, place: Place): Promise<Listing> {
  return place.model.source === 'modelscope' ? listModelScope(http, place) : listHuggingFace(http, place)
}

async function listHuggingFace(http: Http, place: Place): Promise<Listing> {
  const { model, revision, endpoint, authorization } = place
  const base = `${endpoint}/api/models/${model.id}`
  const url = `${base}/revision/${encodeURIComponent(revision)}?blobs=true`
  const { status, json } = await http.json(url, authorization)
  // An absent model is 401 to those without a token, for it may be private.
  if (status === 404 && (await http.json(base, authorization)).status === 200)
    throw fail('E_HUB_REVISION', { model: model.id, revision })
  const { sha, siblings } = checked(huggingFace, status, json, place)
  return {
    commit: sha,
    files: siblings.map(({ rfilename: path, size, lfs }) => ({
      path: safePath(path, url),
      url: `${endpoint}/${model.id}/resolve/${sha}/${path.split('/').map(encodeURIComponent).join('/')}`,
      ...(size != null && { size }),
      ...(lfs?.sha256 && { sha256: lfs.sha256.toLowerCase() }),
    })),
  }
}

async function listModelScope(http: Http, place: Place): Promise<Listing> {
  const { model, endpoint, authorization } = place
  const revision = place.revision === 'main' ? 'master' : place.revision
  const base = `${endpoint}/api/v1/models/${model.id}/repo`
  const query = `Revision=${encodeURIComponent(revision)}`
  const { status, json } = await http.json(`${base}/files?${query}&Recursive=true`, authorization)
  const { Data } = checked(modelScope, status, json, place)
  const files = Data.Files.filter(({ Type }) => Type !== 'tree').map(({ Path, Size, Sha256 }) => ({
    path: safePath(Path, base),
    url: `${base}?${query}&FilePath=${encodeURIComponent(Path)}`,
    ...(Size != null && { size: Size }),
    ...(Sha256 && { sha256: Sha256.toLowerCase() }),
  }))
  // It names no commit for a branch: what the files are is what tells one state from another.
  const state = files.map(({ path, size, sha256 }) => `${path} ${size} ${sha256}`).sort()
  return { commit: createHash('sha1').update(state.join('\n')).digest('hex'), files }
}

function checked<T>(schema: z.ZodType<T>, status: number, json: unknown, place: Place): T {
  const { model, endpoint, authorization, isWithheld, near } = place
  const isUnknown = status === 401 && authorization === undefined && !isWithheld
  if (status === 404 || isUnknown) throw fail('E_HUB_UNKNOWN', { endpoint, model: model.id, near })
  if (status === 401 || status === 403) throw refusal(status, place)
  const parsed = schema.safeParse(json)
  if (status === 200 && parsed.success) return parsed.data
  const reason = status === 200 ? schemaReason(schema, json) : `HTTP ${status}`
  throw fail('E_HUB_ANSWER', { url: endpoint, reason })
}

/** What tells that a hub knows a model and does not give it. */
export function refusal(status: number, { model, endpoint, authorization, isWithheld, near }: Place): Error {
  const values = { endpoint, model: model.id, status }
  if (isWithheld && authorization === undefined) return fail('E_HUB_TOKEN_WITHHELD', { ...values, near })
  return fail('E_HUB_ACCESS', values)
}

/** A name from the network becomes a path of this machine. @throws E_HUB_ANSWER for one that would leave its folder */
function safePath(path: string, url: string): string {
  const parts = path.split('/')
  const isSafe =
    path.length < 1000 &&
    !/[\\\0:]/.test(path) &&
    parts.every((part) => part !== '' && part !== '.' && part !== '..')
  if (!isSafe) throw fail('E_HUB_ANSWER', { url, reason: JSON.stringify(path.slice(0, 80)) })
  return path
}

/** Files that an encoder may have beside its weights. */
const BESIDE = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'vocab.txt',
  'special_tokens_map.json',
  'added_tokens.json',
]
/** Whole weights, the better first. */
const WEIGHTS = ['model.safetensors', 'model.safetensors.index.json', 'pytorch_model.bin']
const SHARD = /^model-\d{5}-of-\d{5}\.safetensors$/

/**
 * The files that are needed of an encoder: configuration, tokenizer, and one kind of weights.
 *
 * @throws E_HUB_FILES if it lacks one of them
 */
export function choose(files: readonly RemoteFile[], model: string): RemoteFile[] {
  const names = new Set(files.map(({ path }) => path))
  const found = [...names].slice(0, 12).join(', ')
  const weights = WEIGHTS.find((name) => names.has(name))
  for (const [what, isThere] of [
    ['config.json', names.has('config.json')],
    ['vocab.txt / tokenizer.json', names.has('vocab.txt') || names.has('tokenizer.json')],
    ['model.safetensors / pytorch_model.bin', weights !== undefined],
  ] as const)
    if (!isThere) throw fail('E_HUB_FILES', { model, what, found })
  const isSharded = weights === 'model.safetensors.index.json'
  return files.filter(
    ({ path }) => BESIDE.includes(path) || path === weights || (isSharded && SHARD.test(path)),
  )
}
