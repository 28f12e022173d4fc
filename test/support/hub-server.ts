import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A commit of the models that a server has. */
export const COMMIT = '0123456789abcdef0123456789abcdef01234567'

/** What a server may do to a request instead of answering it; true if it did. */
export type Mischief = (request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean

export interface HubServer {
  readonly url: string
  /** Method and path of every request, in order. */
  readonly requests: {
    readonly method: string
    readonly path: string
    readonly headers: IncomingMessage['headers']
  }[]
  /** Does as it likes with the next requests for files; undefined answers them. */
  mischief: Mischief | undefined
  /** The same for listings. */
  listingMischief: Mischief | undefined
}

export interface HubServerOptions {
  /** Files by model. */
  readonly models: Readonly<Record<string, Readonly<Record<string, Buffer>>>>
  /** Files whose contents come from another address, as large files do. */
  readonly elsewhere?: string
  /** Models that only those with this token see. */
  readonly token?: string
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const gitSha1 = (bytes: Buffer) =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
const isLarge = (path: string) => /\.(safetensors|bin)$/.test(path)

/** The files of a folder, as a server takes them. */
export const filesOf = (folder: string): Record<string, Buffer> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]))

/** A server that speaks the hubs' protocols: Hugging Face's listings, HEAD, ranges and tags; ModelScope's listings. */
export async function startHub(options: HubServerOptions): Promise<HubServer> {
  const { models, elsewhere, token } = options
  const requests: HubServer['requests'] = []
  const hub: HubServer = { url: '', requests, mischief: undefined, listingMischief: undefined }
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://hub')
    requests.push({ method: request.method!, path: url.pathname + url.search, headers: request.headers })
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end('{"error":"Invalid credentials"}')
      return
    }
    if (url.pathname.startsWith('/api/v1/models/')) answerModelScope(url, models, hub, request, response)
    else if (url.pathname.startsWith('/api/models/')) answerListing(url, models, hub, request, response)
    else answerFile(url, models, hub, request, response, elsewhere)
  })
  await listen(server)
  return Object.assign(hub, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

/** Starts any server, and stops it after the test. @returns its address */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

type Models = HubServerOptions['models']

function answerListing(
  url: URL,
  models: Models,
  hub: HubServer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [, id, revision = 'main'] = /^\/api\/models\/(.+?)(?:\/revision\/(.+))?$/.exec(url.pathname)!
  const files = models[decodeURIComponent(id!)]
  if (hub.listingMischief?.(request, response, Buffer.alloc(0))) return
  if (!files || !['main', 'v1', COMMIT].includes(decodeURIComponent(revision))) {
    response.writeHead(404).end('{"error":"not found"}')
    return
  }
  const siblings = Object.entries(files).map(([rfilename, bytes]) => ({
    rfilename,
    size: bytes.length,
    ...(isLarge(rfilename) && { lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 134 } }),
  }))
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ id, sha: COMMIT, siblings }))
}

function answerModelScope(
  url: URL,
  models: Models,
  hub: HubServer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [, id, isList] = /^\/api\/v1\/models\/([^/]+\/[^/]+)\/repo(\/files)?$/.exec(url.pathname) ?? []
  const files = id === undefined ? undefined : models[id]
  if (!files) {
    response.writeHead(404).end('{"Code":10010205001,"Message":"not found"}')
    return
  }
  if (!isList) {
    const bytes = files[url.searchParams.get('FilePath')!]
    if (hub.mischief?.(request, response, bytes ?? Buffer.alloc(0))) return
    send(request, response, bytes, {})
    return
  }
  const Files = Object.entries(files).map(([Path, bytes]) => ({
    Path,
    Type: 'blob',
    Size: bytes.length,
    Sha256: sha256(bytes),
  }))
  response
    .writeHead(200)
    .end(JSON.stringify({ Code: 200, Data: { Files: [...Files, { Path: 'onnx', Type: 'tree' }] } }))
}

function answerFile(
  url: URL,
  models: Models,
  hub: HubServer,
  request: IncomingMessage,
  response: ServerResponse,
  elsewhere: string | undefined,
): void {
  const [, id, name] = /^\/(.+?)\/resolve\/[^/]+\/(.+)$/.exec(decodeURIComponent(url.pathname)) ?? []
  const bytes = id === undefined ? undefined : models[id]?.[name!]
  if (hub.mischief?.(request, response, bytes ?? Buffer.alloc(0))) return
  if (bytes && elsewhere !== undefined && isLarge(name!)) {
    const tag = `"${sha256(bytes)}"`
    const headers = {
      location: `${elsewhere}${url.pathname}`,
      'x-linked-etag': tag,
      'x-linked-size': bytes.length,
      'x-repo-commit': COMMIT,
    }
    response.writeHead(302, headers).end()
    return
  }
  const tag = bytes && (isLarge(name!) ? sha256(bytes) : gitSha1(bytes))
  send(request, response, bytes, { etag: `"${tag}"`, 'x-repo-commit': COMMIT })
}

/** Sends a file, or the part of it that is asked for. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer | undefined,
  headers: Record<string, string>,
): void {
  if (!bytes) {
    response.writeHead(404).end()
    return
  }
  const [, first] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? []
  const from = first === undefined ? 0 : Number(first)
  if (first !== undefined && from >= bytes.length) {
    response.writeHead(416).end()
    return
  }
  response.writeHead(first === undefined ? 200 : 206, {
    ...headers,
    'content-length': bytes.length - from,
    ...(first !== undefined && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
  })
  response.end(request.method === 'HEAD' ? undefined : bytes.subarray(from))
}
