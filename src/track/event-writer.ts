import { closeSync, fsyncSync, ftruncateSync, openSync, readdirSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { isSystemError, makeFolder } from '../base/files.ts'
import { type TrackEvent, writeEvent } from './event.ts'
import { frameRecord } from './record.ts'

const fail = defineErrors({
  E_TRACK_WRITE: {
    zh: {
      what: '写不进 TensorBoard 记录：{reason}',
      fix: '检查磁盘空间和目录权限；此前的记录仍可读',
    },
    en: {
      what: 'cannot write the TensorBoard events: {reason}',
      fix: 'check disk space and permissions; the events written before can still be read',
    },
  },
})

const FILE_VERSION = 'brain.Event:2'
const FILE_NAME = /^events\.out\.tfevents\.(\d+)\./

export interface EventWriterOptions {
  /** The last step of the checkpoint a run goes on from: TensorBoard drops the figures of later steps. */
  readonly resumeAfter?: number
  /** Stands in the file's name; left out, this machine's. */
  readonly host?: string
  /** The clock, in seconds since 1970. */
  readonly now?: () => number
}

/**
 * Writes scalars to a TensorBoard event file. The file grows, unlike all others of a run, by whole records: a crash
 * leaves a prefix that can be read. Each opening adds a file, which TensorBoard reads after those that were there.
 */
export class EventWriter {
  readonly path: string
  readonly #descriptor: number
  readonly #now: () => number
  #length = 0
  #isOpen = true

  private constructor(path: string, now: () => number) {
    this.path = path
    this.#now = now
    this.#descriptor = attempt(path, () => openSync(path, 'wx'))
  }

  /**
   * Starts a new file in a folder, which is made if need be.
   *
   * @throws E_TRACK_WRITE
   */
  static open(folder: string, options: EventWriterOptions = {}): EventWriter {
    const { resumeAfter, host = hostname(), now = () => Date.now() / 1000 } = options
    attempt(folder, () => makeFolder(folder))
    const writer = new EventWriter(join(folder, fileName(folder, host, now())), now)
    writer.#append({ wallTime: now(), fileVersion: FILE_VERSION })
    // TensorBoard takes the first START it sees for the beginning, and later ones for restarts: both must be there.
    const step = resumeAfter === undefined ? 0 : resumeAfter + 1
    writer.#append({ wallTime: now(), step, sessionStart: true })
    return writer
  }

  /**
   * Adds a figure. The file keeps it as float32, as TensorBoard does.
   *
   * @param tag names the curve; a `/` groups curves
   * @param wallTime seconds since 1970; left out, now
   * @throws E_TRACK_WRITE
   */
  scalar(tag: string, step: number, value: number, wallTime = this.#now()): void {
    this.#append({ wallTime, step, scalar: { tag, value } })
  }

  /** Waits until the disk has what was written. @throws E_TRACK_WRITE */
  flush(): void {
    attempt(this.path, () => fsyncSync(this.#descriptor))
  }

  /** Closes the file; a second call does nothing. @throws E_TRACK_WRITE */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    attempt(this.path, () => closeSync(this.#descriptor))
  }

  /** A record that could not be written whole is taken back, so that later ones can be read. */
  #append(event: TrackEvent): void {
    const record = frameRecord(writeEvent(event))
    try {
      for (let done = 0; done < record.length; ) done += writeSync(this.#descriptor, record, done)
    } catch (error) {
      attempt(this.path, () => ftruncateSync(this.#descriptor, this.#length))
      if (!isSystemError(error)) throw error
      throw fail('E_TRACK_WRITE', { reason: error.message }, { file: this.path }, error)
    }
    this.#length += record.length
  }
}

/**
 * TensorBoard reads the files of a folder in the order of their names, never back: so the time in the name is never
 * at or before that of a file already there, even if the clock was set back or two files start in one second.
 */
function fileName(folder: string, host: string, now: number): string {
  const time = Math.max(Math.floor(now), ...timesIn(folder).map((other) => other + 1))
  return `events.out.tfevents.${String(time).padStart(10, '0')}.${host.replace(/[^\w.-]/g, '-')}`
}

const timesIn = (folder: string): number[] =>
  readdirSync(folder)
    .flatMap((name) => FILE_NAME.exec(name)?.[1] ?? [])
    .map(Number)

/**
 * When the first event file of a folder was opened, as its name says: copies keep it.
 *
 * @returns seconds since 1970; undefined where there is none
 */
export function firstEventTime(folder: string): number | undefined {
  try {
    const times = timesIn(folder)
    return times.length > 0 ? Math.min(...times) : undefined
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}

function attempt<T>(file: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw fail('E_TRACK_WRITE', { reason: error.message }, { file }, error)
  }
}
