import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parse, stringify } from 'yaml'
import { defineErrors } from '../base/errors.ts'
import { isFree, recoverFoldersIn, writeFileAtomic, writeFolderAtomic } from '../base/files.ts'
import { type FolderLock, holding } from '../train/index.ts'
import { hasState } from './state.ts'

const fail = defineErrors({
  E_PRETRAIN_EXISTS: {
    zh: { what: '输出目录已存在且不为空', fix: '换一个 --out；要接着其中的预训练，用 --resume' },
    en: {
      what: 'the output folder exists and is not empty',
      fix: 'choose another --out; to go on with the run in it, use --resume',
    },
  },
  E_PRETRAIN_NOT_RUN: {
    zh: { what: '这里不是预训练的输出目录：{reason}', fix: '给出 hantune pretrain 的输出目录' },
    en: {
      what: 'this is no folder of a pre-training: {reason}',
      fix: 'give the run folder of hantune pretrain',
    },
  },
})

/** `runs/<name>/` of a pre-training: config.yaml, metrics.jsonl, corpus/ with the tokens, model/ with weights and state. */
export class PretrainFolder {
  readonly path: string
  readonly #lock: FolderLock
  readonly #rows: string[]

  /** Folders above it that were made for it, the nearest first. */
  readonly #parents: readonly string[]

  private constructor(path: string, lock: FolderLock, rows: string[], parents: readonly string[] = []) {
    this.#parents = parents
    this.path = path
    this.#lock = lock
    this.#rows = rows
  }

  /** @throws E_PRETRAIN_EXISTS, E_RUN_LOCKED, E_FILE_WRITE */
  static create(path: string, config: object): PretrainFolder {
    if (!isFree(path)) throw fail('E_PRETRAIN_EXISTS', {}, { file: path })
    const parents = missingParents(path)
    return holding(path, (lock) => {
      writeFileAtomic(join(path, 'config.yaml'), stringify(config))
      return new PretrainFolder(path, lock, [], parents)
    })
  }

  /** @throws E_PRETRAIN_NOT_RUN, E_RUN_LOCKED */
  static open(path: string): { readonly folder: PretrainFolder; readonly config: unknown } {
    const file = join(path, 'config.yaml')
    if (!existsSync(file)) {
      const reason = existsSync(path)
        ? { zh: '里面没有 config.yaml', en: 'it holds no config.yaml' }
        : { zh: '没有这个目录', en: 'there is no such folder' }
      throw fail('E_PRETRAIN_NOT_RUN', { reason }, { file: path })
    }
    return holding(path, (lock) => {
      recoverFoldersIn(path)
      const config: unknown = parse(readFileSync(file, 'utf8'))
      const metrics = join(path, 'metrics.jsonl')
      const rows = existsSync(metrics) ? readFileSync(metrics, 'utf8').split('\n').filter(Boolean) : []
      return { folder: new PretrainFolder(path, lock, rows), config }
    })
  }

  /** Writes the run's configuration anew, where what was asked of it has changed. @throws E_FILE_WRITE */
  reconfigure(config: object): void {
    writeFileAtomic(join(this.path, 'config.yaml'), stringify(config))
  }

  /** The model with its state. */
  get model(): string {
    return join(this.path, 'model')
  }

  get corpus(): string {
    return join(this.path, 'corpus')
  }

  /** Whether there is a state to go on from. */
  get hasState(): boolean {
    return hasState(this.model)
  }

  /** Adds a row to metrics.jsonl; rows of steps from it on, which are done again, go. */
  record(row: { readonly step: number }): void {
    const kept = this.#rows.filter((text) => (JSON.parse(text) as { step: number }).step < row.step)
    this.#rows.splice(0, this.#rows.length, ...kept, JSON.stringify(row))
    writeFileAtomic(join(this.path, 'metrics.jsonl'), this.#rows.map((text) => `${text}\n`).join(''))
  }

  /** Replaces the model whole. @throws E_FILE_WRITE */
  save(write: (folder: string) => void): void {
    writeFolderAtomic(this.model, write)
  }

  /** Removes what a run made that never saved a model, and the folders made for it if nothing else is in them. */
  discard(): void {
    for (const name of ['config.yaml', 'metrics.jsonl', 'corpus'])
      rmSync(join(this.path, name), { recursive: true, force: true })
    this.release()
    for (const folder of [this.path, ...this.#parents]) {
      if (readdirSync(folder).length > 0) break
      rmdirSync(folder)
    }
  }

  release(): void {
    this.#lock.release()
  }
}

/** The folders above a path that are not there yet, the nearest first. */
function missingParents(path: string): string[] {
  const parent = dirname(resolve(path))
  return existsSync(parent) ? [] : [parent, ...missingParents(parent)]
}
