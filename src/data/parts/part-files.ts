import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AtomicFile, isFree, isWithin, writeFileAtomic } from '../../base/files.ts'
import { failParts } from './_errors.ts'
import { PART_NAMES, type PartName } from './assign.ts'

/** What a folder of parts says of itself, for those who find it later. */
const REPORT = 'split.json'
const BUFFER_CHARACTERS = 1 << 18

/** Refuses a folder that holds something, and a file in its place. @throws E_DATA_OUT_FILE, E_DATA_OUT_FULL */
export function refuseFull(folder: string): void {
  refuseFile(folder)
  if (!isFree(folder)) throw failParts('E_DATA_OUT_FULL', {}, { file: folder })
}

function refuseFile(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
    throw failParts('E_DATA_OUT_FILE', {}, { file: folder })
}

/**
 * Refuses a folder that holds something, unless it may be written over, and one in which the source would be lost.
 *
 * @throws E_DATA_OUT_FILE, E_DATA_OUT_FULL, E_DATA_OUT_SOURCE
 */
export function refuseFolder(folder: string, source: string, mayOverwrite: boolean): void {
  if (mayOverwrite) refuseFile(folder)
  else refuseFull(folder)
  const names = [REPORT, ...PART_NAMES.map((name) => `${name}.`)]
  const isSource = (name: string) => {
    const path = join(folder, name)
    return existsSync(path) && realpathSync(path) === realpathSync(source)
  }
  if (!existsSync(source)) return
  // The folder is read as data: parts in it would be, too.
  if (statSync(source).isDirectory() && isWithin(source, folder))
    throw failParts('E_DATA_OUT_SOURCE', {}, { file: folder })
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder))
    if (names.some((start) => name.startsWith(start)) && isSource(name))
      throw failParts('E_DATA_OUT_SOURCE', {}, { file: join(folder, name) })
}

/** The files of the parts, filled line by line; they get their names together, when all are whole. */
export class PartFiles {
  /** The path of each part's file. */
  readonly paths: Readonly<Partial<Record<PartName, string>>>
  readonly #folder: string
  readonly #files: (PartFile | undefined)[]

  /** @param ratio parts of weight 0 get no file */
  constructor(folder: string, ratio: readonly number[], ending: string) {
    this.#folder = folder
    const used = PART_NAMES.filter((_, part) => (ratio[part] ?? 0) > 0)
    this.paths = Object.fromEntries(used.map((name) => [name, join(folder, `${name}.${ending}`)]))
    this.#files = PART_NAMES.map((name) => {
      const path = this.paths[name]
      return path === undefined ? undefined : new PartFile(path)
    })
  }

  /** Adds a line to a part; to every part when none is given. */
  add(line: string, part: number | undefined): void {
    if (part !== undefined) this.#files[part]!.add(line)
    else for (const file of this.#files) file?.add(line)
  }

  /** Gives the files their names; parts of an earlier split that this one has not are removed. */
  commit(report: object): void {
    for (const file of this.#files) file?.commit()
    const files = Object.values(this.paths).map((path) => basename(path))
    for (const name of earlierFiles(this.#folder))
      if (!files.includes(name)) rmSync(join(this.#folder, name), { force: true })
    writeFileAtomic(join(this.#folder, REPORT), `${JSON.stringify({ files, ...report }, undefined, 2)}\n`)
  }

  discard(): void {
    for (const file of this.#files) file?.discard()
  }
}

/** The parts that an earlier split wrote to a folder: names of ours only. */
function earlierFiles(folder: string): string[] {
  try {
    const { files } = JSON.parse(readFileSync(join(folder, REPORT), 'utf8')) as { files?: unknown }
    const isPart = (name: unknown): name is string =>
      typeof name === 'string' &&
      dirname(name) === '.' &&
      PART_NAMES.some((part) => name.startsWith(`${part}.`))
    return Array.isArray(files) ? files.filter(isPart) : []
  } catch {
    return []
  }
}

class PartFile {
  readonly #file: AtomicFile
  #buffer: string[] = []
  #characters = 0
  #isFirst = true

  constructor(path: string) {
    this.#file = new AtomicFile(path)
  }

  add(line: string): void {
    // A reader takes one leading U+FEFF for a byte order mark.
    this.#buffer.push(this.#isFirst && line.startsWith('\uFEFF') ? `\uFEFF${line}\n` : `${line}\n`)
    this.#isFirst = false
    this.#characters += line.length
    if (this.#characters >= BUFFER_CHARACTERS) this.#flush()
  }

  commit(): void {
    this.#flush()
    this.#file.commit()
  }

  discard(): void {
    this.#file.discard()
  }

  #flush(): void {
    this.#file.write(this.#buffer.join(''))
    this.#buffer = []
    this.#characters = 0
  }
}
