import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { defineErrors, HanTuneError } from '../base/errors.ts'
import { isFree, writeFileAtomic, writeFolderAtomic } from '../base/files.ts'

const fail = defineErrors({
  E_RUN_EXISTS: {
    zh: { what: '输出目录已存在且不为空', fix: '换一个 --out，或先移走它；HanTune 不覆盖已有结果' },
    en: {
      what: 'the output folder exists and is not empty',
      fix: 'choose another --out, or move it away: HanTune overwrites no result',
    },
  },
})

/** At most so many training steps are kept in metrics.jsonl; they are spread evenly. */
const KEPT_STEPS = 1000

/** `runs/<name>/`: config.yaml, metrics.jsonl, best/ and last/. Files and checkpoints are replaced whole. */
export class RunFolder {
  readonly path: string
  readonly #rows: string[] = []

  private constructor(path: string) {
    this.path = path
  }

  /**
   * Makes a new run folder with its config.yaml.
   *
   * @throws E_RUN_EXISTS, E_FILE_WRITE
   */
  static create(path: string, config: object): RunFolder {
    RunFolder.requireFree(path)
    writeFileAtomic(join(path, 'config.yaml'), stringify(config))
    return new RunFolder(path)
  }

  /** Asked before the data is read, so that nobody waits for nothing. @throws E_RUN_EXISTS */
  static requireFree(path: string): void {
    if (!isFree(path)) throw fail('E_RUN_EXISTS', {}, { file: path })
  }

  get best(): string {
    return join(this.path, 'best')
  }

  /**
   * Replaces a checkpoint whole: a full disk or a crash leaves the one before, or none, but no mixture of two.
   *
   * @throws E_FILE_WRITE
   */
  save(checkpoint: 'best' | 'last', write: (folder: string) => void): void {
    writeFolderAtomic(join(this.path, checkpoint), write)
  }

  /** Keeps a training step for metrics.jsonl, unless there are too many of them. */
  step<Row extends { readonly step: number }>(row: Row, totalSteps: number): void {
    if (row.step % Math.ceil(totalSteps / KEPT_STEPS) === 0) this.#rows.push(JSON.stringify(row))
  }

  /** Adds a row and writes metrics.jsonl. */
  record(row: object): void {
    this.#rows.push(JSON.stringify(row))
    writeFileAtomic(join(this.path, 'metrics.jsonl'), `${this.#rows.join('\n')}\n`)
  }

  /** Writes the steps up to a failure, which are those one wants to see. A second failure must not hide the first. */
  recordFailure(error: Error): void {
    try {
      this.record({ event: 'error', code: error instanceof HanTuneError ? error.code : error.name })
    } catch {
      // The error that is on its way says more.
    }
  }
}

/** A folder under `parent` that does not exist yet: `name`, `name-2`, `name-3` … */
export function freshRunPath(parent: string, name: string): string {
  for (let number = 1; ; number++) {
    const path = join(parent, number === 1 ? name : `${name}-${number}`)
    if (!existsSync(path)) return path
  }
}
