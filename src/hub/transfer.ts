import { createHash, type Hash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { fail } from './errors.ts'
import { type Answer, drop, type Http, transient } from './http.ts'
import { type Place, type RemoteFile, refusal } from './listing.ts'

/** What the server says of a file before it sends it. */
export interface FileFacts {
  /** Its name among the blobs, as Hugging Face's own library chooses it: the entity tag without its quotes. */
  readonly etag: string
  readonly size: number | undefined
  /** How the contents are checked; undefined where the tag is neither of the two. */
  readonly hash: { readonly kind: 'sha256' | 'git'; readonly value: string } | undefined
}

/**
 * Asks for a file's size and tag. A redirect to a store of large files is not followed: the tag stands in the redirect.
 *
 * @throws E_HUB_UNREACHABLE, E_HUB_ANSWER, E_HUB_ACCESS, E_HUB_TOKEN_WITHHELD
 */
export async function factsOf(http: Http, file: RemoteFile, place: Place): Promise<FileFacts> {
  const { url } = file
  const { authorization } = place
  const answer = await http.retry(url, async () => {
    const found = await http.request('HEAD', url, {
      ...(authorization !== undefined && { authorization }),
      follow: false,
    })
    await drop(found)
    return found
  })
  const { status, headers } = answer
  // A gated model is listed for everybody; its files are not given to everybody.
  if (status === 401 || status === 403) throw refusal(status, place)
  if (status >= 400) throw fail('E_HUB_ANSWER', { url, reason: `HTTP ${status}` })
  const isRedirect = status >= 300
  const tag = headers['x-linked-etag'] ?? headers.etag
  const length = headers['x-linked-size'] ?? (isRedirect ? undefined : headers['content-length'])
  const size = file.size ?? sizeIn(length)
  const plain = file.sha256 ?? tag?.replace(/^W\//, '').replaceAll('"', '').toLowerCase()
  const isKnown = plain !== undefined && /^[\w.-]{1,128}$/.test(plain)
  return {
    // A mirror may give no tag: then the address, which holds the commit, names the file.
    etag: isKnown ? plain : createHash('sha256').update(url).digest('hex'),
    size,
    hash: isKnown ? hashOf(plain) : undefined,
  }
}

/** A length as a header tells it; what is no whole number tells nothing. */
function sizeIn(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined
}

function hashOf(tag: string): FileFacts['hash'] {
  if (/^[0-9a-f]{64}$/.test(tag)) return { kind: 'sha256', value: tag }
  return /^[0-9a-f]{40}$/.test(tag) ? { kind: 'git', value: tag } : undefined
}

export interface Transfer {
  readonly file: RemoteFile
  readonly facts: FileFacts
  readonly authorization: string | undefined
  /** Where the whole file goes; the part that is there goes beside it. */
  readonly path: string
  /** Hears how many bytes are there. */
  readonly onBytes: (bytes: number) => void
}

/** The part of a file that is there, from this process or from one before. */
export const partOf = (path: string): string => `${path}.hantune.incomplete`

/**
 * Fetches a file: goes on where an earlier attempt was cut off, checks length and checksum, and gives the file its name
 * only then. Contents that turn out damaged are fetched anew.
 *
 * @throws E_HUB_CHECKSUM, E_HUB_UNREACHABLE, E_HUB_ANSWER
 */
export async function fetchFile(http: Http, transfer: Transfer): Promise<void> {
  const { file, facts, path } = transfer
  const part = partOf(path)
  for (let attempt = 1; ; attempt++) {
    let before = sizeOf(part)
    await http.retry(
      file.url,
      () => fetchRest(http, transfer),
      () => {
        const now = sizeOf(part)
        const isFurther = now > before
        before = now
        return isFurther
      },
    )
    const found = await checksum(part, facts)
    if (found === undefined) break
    rmSync(part, { force: true })
    const values = { file: file.path, expected: facts.hash!.value, found, attempts: attempt }
    if (attempt >= CHECKED) throw fail('E_HUB_CHECKSUM', values, { file: path })
  }
  renameSync(part, path)
}

/** Bytes of a file whose size nobody tells: beyond this it is no model. */
const MOST_UNTOLD = 4e9

/** How often contents that arrive damaged are fetched. */
const CHECKED = 3

/** Bytes of a file; 0 where there is none. */
export const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** Fetches what is missing of a file, once. */
async function fetchRest(http: Http, { file, facts, authorization, path, onBytes }: Transfer): Promise<void> {
  const part = partOf(path)
  const { size } = facts
  const there = sizeOf(part)
  if (size !== undefined && there === size) return
  // More than the whole cannot be the beginning of it.
  const from = size !== undefined && there > size ? 0 : there
  const answer = await http.request('GET', file.url, {
    ...(authorization !== undefined && { authorization }),
    ...(from > 0 && { headers: { range: `bytes=${from}-` } }),
  })
  const { status, headers } = answer
  if (status === 416) {
    await drop(answer)
    rmSync(part, { force: true })
    throw transient('HTTP 416')
  }
  if (status !== 200 && status !== 206) {
    await drop(answer)
    throw fail('E_HUB_ANSWER', { url: file.url, reason: `HTTP ${status}` })
  }
  // A server that does not know ranges, or answers for another one, sends the whole: it is written from the start.
  const begin = status === 206 ? rangeBegin(headers['content-range']) : 0
  if (begin !== 0 && begin !== from) {
    await drop(answer)
    rmSync(part, { force: true })
    throw transient(`content-range ${headers['content-range']}`)
  }
  const end = await write(answer, part, begin, size, onBytes)
  const rest = sizeIn(headers['content-length'])
  const expected = size ?? (rest === undefined ? undefined : begin + rest)
  if (expected !== undefined && end !== expected) throw transient(`${end} / ${expected} bytes`)
}

/** The first byte that a partial answer holds; −1 if it does not say. */
function rangeBegin(range: string | undefined): number {
  const [, first] = /^bytes (\d+)-/.exec(range ?? '') ?? []
  return first === undefined ? -1 : Number(first)
}

/**
 * Writes a body as it comes. It is listened to at once and written where it is heard: a stream that breaks throws away
 * what it holds, and every byte that arrived is one that need not be fetched again.
 *
 * @returns the size of the file after it
 */
async function write(
  { body, url }: Answer,
  part: string,
  begin: number,
  size: number | undefined,
  onBytes: (bytes: number) => void,
): Promise<number> {
  let at = begin
  let file: number | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      body.on('data', (bytes: Buffer) => {
        try {
          if (file === undefined) {
            file = openSync(part, existsSync(part) ? 'r+' : 'w')
            ftruncateSync(file, begin)
          }
          if (at + bytes.length > (size ?? MOST_UNTOLD)) {
            ftruncateSync(file, 0)
            throw fail('E_HUB_ANSWER', { url, reason: `> ${size ?? MOST_UNTOLD} bytes` })
          }
          for (let done = 0; done < bytes.length; )
            done += writeSync(file, bytes, done, bytes.length - done, at + done)
          at += bytes.length
          onBytes(at)
        } catch (error) {
          reject(error)
          body.destroy()
        }
      })
      body.on('error', reject)
      body.on('close', () => reject(transient('closed')))
      body.on('end', resolve)
    })
    // An empty file is a file, too.
    file ??= openSync(part, existsSync(part) ? 'r+' : 'w')
    fsyncSync(file)
  } finally {
    if (file !== undefined) closeSync(file)
  }
  return at
}

/** The checksum that was found where it is not the one that was told; undefined if it is, or nothing was told. */
async function checksum(path: string, { hash }: FileFacts): Promise<string | undefined> {
  if (!hash) return undefined
  const digest: Hash = createHash(hash.kind === 'sha256' ? 'sha256' : 'sha1')
  if (hash.kind === 'git') digest.update(`blob ${sizeOf(path)}\0`)
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) digest.update(chunk as Buffer)
  const found = digest.digest('hex')
  return found === hash.value ? undefined : found
}
