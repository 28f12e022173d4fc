import { copyFileSync, existsSync, lstatSync, renameSync, rmSync, statfsSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { isSystemError, makeFolder, writeFileAtomic } from '../base/files.ts'
import { LockFile } from '../base/lock-file.ts'
import { cacheFault, modelFolder, readRef } from './cache.ts'
import { fail } from './errors.ts'
import { Http, type HttpOptions, type Wait } from './http.ts'
import { isCommit, type ModelId } from './ids.ts'
import { choose, list, type Place, type RemoteFile } from './listing.ts'
import { type FileFacts, factsOf, fetchFile, partOf, sizeOf } from './transfer.ts'

/** How far a download has come; until the hub has told what there is, commit and file are empty and the rest is 0. */
export interface DownloadEvent {
  readonly event: 'download'
  readonly model: string
  readonly commit: string
  /** The file that is being fetched. */
  readonly file: string
  /** Bytes that are there, of all files together. */
  readonly bytes: number
  /** Bytes of all files, as far as they are known. */
  readonly allBytes: number
  readonly bytesPerSecond: number
  readonly secondsLeft: number
  /** Told once before each pause: the hub is busy or out of reach, and is asked again after it. */
  readonly waiting?: Wait
}

export interface FetchOptions extends Omit<HttpOptions, 'onWait'> {
  readonly cache: string
  readonly onEvent?: (event: DownloadEvent) => void
}

export interface Downloaded {
  readonly folder: string
  readonly commit: string
}

const NOTHING_YET = {
  event: 'download',
  commit: '',
  file: '',
  bytes: 0,
  allBytes: 0,
  bytesPerSecond: 0,
  secondsLeft: 0,
} as const
/** Milliseconds between two events. */
const INTERVAL = 500
/** A lock of another machine that was not touched for so long is a dead process's. */
const STALE_LOCK_MS = 60_000
/** The disk is not to be filled to the last byte. */
const SPARE_BYTES = 50e6

interface Wanted {
  readonly file: RemoteFile
  readonly facts: FileFacts
  readonly blob: string
}

/**
 * Fetches an encoder into a cache in Hugging Face's layout, which its Python library shares: blobs by their tags,
 * snapshots of links to them, and what revisions stand for. Files that are there are not fetched again; the revision is
 * noted when everything is. Nothing is written where all is there already: the cache may be read-only then.
 *
 * @throws E_HUB_* of listing, transfer, space and locks; E_HUB_CACHE
 */
export async function fetchModel(place: Place, options: FetchOptions): Promise<Downloaded> {
  const onEvent = options.onEvent ?? (() => {})
  let last: DownloadEvent = { ...NOTHING_YET, model: place.model.id }
  const tell = (event: DownloadEvent) => {
    last = event
    onEvent(event)
  }
  const http = new Http({ ...options, onWait: (waiting) => onEvent({ ...last, waiting }) })
  try {
    const { commit, files } = await list(http, place)
    const root = modelFolder(options.cache, place.model)
    const blobs = join(root, 'blobs')
    const wanted: Wanted[] = []
    for (const file of choose(files, place.model.id)) {
      const facts = await factsOf(http, file, place)
      wanted.push({ file, facts, blob: join(blobs, facts.etag) })
    }
    requireSpace(root, wanted)
    const meter = new Meter(place.model, commit, wanted, tell)
    const snapshot = join(root, 'snapshots', commit)
    for (const { file, facts, blob } of wanted) {
      if (!existsSync(blob)) {
        await locked(blob, file.path, async () => {
          if (existsSync(blob)) return
          const onBytes = (bytes: number) => meter.at(file.path, bytes)
          await fetchFile(http, { file, facts, authorization: place.authorization, path: blob, onBytes })
        })
        meter.done(file.path, sizeOf(blob))
      }
      link(blob, join(snapshot, ...file.path.split('/')))
    }
    if (!isCommit(place.revision)) note(join(root, 'refs', ...place.revision.split('/')), commit)
    return { folder: snapshot, commit }
  } catch (error) {
    throw cacheFault(options.cache, error)
  } finally {
    await http.close()
  }
}

/** @throws E_HUB_SPACE before anything is fetched */
function requireSpace(folder: string, wanted: readonly Wanted[]): void {
  const missing = wanted.filter(({ blob }) => !existsSync(blob))
  if (missing.length === 0) return
  makeFolder(folder)
  const needed = missing.reduce(
    (sum, { facts, blob }) => sum + Math.max(0, (facts.size ?? 0) - sizeOf(partOf(blob))),
    0,
  )
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  if (needed + SPARE_BYTES <= free) return
  const mb = (bytes: number) => Math.ceil(bytes / 1e6)
  throw fail('E_HUB_SPACE', { needed: mb(needed), free: mb(free), folder })
}

/** Notes what a revision stands for. */
function note(path: string, commit: string): void {
  if (readRef(path) !== commit) writeFileAtomic(path, commit)
}

/** Makes a snapshot's file: a relative link, as Python's library does, or a copy where links are refused. */
function link(blob: string, path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })) {
    if (existsSync(path) && sizeOf(path) === sizeOf(blob)) return
    rmSync(path)
  }
  makeFolder(dirname(path))
  try {
    symlinkSync(relative(dirname(path), blob), path)
  } catch (error) {
    if (!isSystemError(error)) throw error
    const draft = `${path}.hantune.incomplete`
    copyFileSync(blob, draft)
    renameSync(draft, path)
  }
}

/** Keeps other processes from the same blob while `work` runs. @throws E_HUB_LOCKED */
async function locked<T>(blob: string, file: string, work: () => Promise<T>): Promise<T> {
  const path = `${blob}.hantune.lock`
  const lock = LockFile.acquire(path, {
    taken: ({ host, pid }) => fail('E_HUB_LOCKED', { file, host, pid, lock: path }),
    staleMs: STALE_LOCK_MS,
  })
  const beat = setInterval(() => lock.touch(), STALE_LOCK_MS / 4)
  beat.unref()
  try {
    return await work()
  } finally {
    clearInterval(beat)
    lock.release()
  }
}

/** Turns bytes into events, with speed and time left. */
class Meter {
  readonly #model: string
  readonly #commit: string
  readonly #all: number
  readonly #onEvent: (event: DownloadEvent) => void
  readonly #there = new Map<string, number>()
  readonly #started = performance.now()
  readonly #before: number
  #told = 0

  constructor(
    { id }: ModelId,
    commit: string,
    wanted: readonly Wanted[],
    onEvent: (event: DownloadEvent) => void,
  ) {
    this.#model = id
    this.#commit = commit
    this.#onEvent = onEvent
    for (const { file, blob } of wanted) this.#there.set(file.path, sizeOf(blob) || sizeOf(partOf(blob)))
    this.#all = wanted.reduce(
      (sum, { file, facts }) => sum + (facts.size ?? this.#there.get(file.path) ?? 0),
      0,
    )
    this.#before = this.#sum()
  }

  at(file: string, bytes: number): void {
    this.#there.set(file, bytes)
    // The last byte is told by `done`, once it is checked.
    const isLast = this.#sum() >= this.#all
    if (!isLast && performance.now() - this.#told >= INTERVAL) this.#tell(file)
  }

  done(file: string, bytes: number): void {
    this.#there.set(file, bytes)
    this.#tell(file)
  }

  #sum(): number {
    return [...this.#there.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  #tell(file: string): void {
    this.#told = performance.now()
    const bytes = this.#sum()
    const speed = (bytes - this.#before) / ((this.#told - this.#started) / 1000)
    this.#onEvent({
      event: 'download',
      model: this.#model,
      commit: this.#commit,
      file,
      bytes,
      allBytes: Math.max(bytes, this.#all),
      bytesPerSecond: Math.round(speed),
      secondsLeft: speed > 0 ? Math.round(Math.max(0, this.#all - bytes) / speed) : 0,
    })
  }
}
