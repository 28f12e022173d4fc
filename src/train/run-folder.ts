import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { defineErrors, HanTuneError } from '../base/errors.ts'
import { isFree, recoverFoldersIn, writeFileAtomic, writeFolderAtomic } from '../base/files.ts'
import { parseJson, placeIn, reasonOf } from '../base/parse-json.ts'
import { quote } from '../base/quote.ts'
import { type KeptModel, keepModel, type Ranking } from './best-models.ts'
import { type FolderLock, holding } from './lock.ts'
import { hasTrainingState, readTrainingState, type TrainingState } from './state.ts'

const fail = defineErrors({
  E_RUN_EXISTS: {
    zh: { what: '输出目录已存在且不为空', fix: '换一个 --out，或先移走它；HanTune 不覆盖已有结果' },
    en: {
      what: 'the output folder exists and is not empty',
      fix: 'choose another --out, or move it away: HanTune overwrites no result',
    },
  },
  E_RUN_NOT_RUN: {
    zh: { what: '这里不是训练的输出目录：找不到 config.yaml', fix: '给出要续训的输出目录（runs/名称）' },
    en: {
      what: 'this is no run folder: config.yaml is absent',
      fix: 'give the run folder to be resumed (runs/NAME)',
    },
  },
  E_RUN_FINISHED: {
    zh: {
      what: '这次训练已经完成，没有可续的',
      fix: '直接使用其中的 best；要接着它训练，请用 --resume-from 从它的权重开始一次新的训练',
    },
    en: {
      what: 'this run is finished: there is nothing to resume',
      fix: 'use its best model; to train on from it, start a new run from its weights with --resume-from',
    },
  },
  E_RUN_NO_STATE: {
    zh: {
      what: '这里还没有可供续训的状态：last 里找不到 training.json',
      fix: '训练在第一次保存之前就中断了，或由旧版本写成；请移走这个目录后重新训练，或用 --resume-from 从已有权重开始',
    },
    en: {
      what: 'there is no state to resume from: training.json is absent from last',
      fix: 'the run ended before it first saved, or an older version wrote it: move it away and train again, or start from saved weights with --resume-from',
    },
  },
  E_RUN_DAMAGED: {
    zh: { what: '输出目录里的文件读不懂：{reason}', fix: '文件可能被改动过；请恢复它，或重新训练' },
    en: {
      what: 'a file of the run folder cannot be read: {reason}',
      fix: 'it may have been changed: restore it, or train again',
    },
  },
})

/** At most so many training steps are kept in metrics.jsonl; they are spread evenly. */
const KEPT_STEPS = 1000

/** A run that is to go on. */
export interface OpenedRun {
  readonly run: RunFolder
  /** What config.yaml holds. */
  readonly config: unknown
  /** Where training stood; its tensors are read by `readTrainingState(run.last)`. */
  readonly state: TrainingState
}

/**
 * `runs/<name>/`: config.yaml, metrics.jsonl, best/ and last/. Files and checkpoints are replaced whole. One process at
 * a time has it, until `release`.
 */
export class RunFolder {
  readonly path: string
  readonly #lock: FolderLock
  readonly #rows: string[]
  #isWritten = true

  private constructor(path: string, lock: FolderLock, rows: string[] = []) {
    this.path = path
    this.#lock = lock
    this.#rows = rows
  }

  /**
   * Makes a new run folder with its config.yaml.
   *
   * @throws E_RUN_EXISTS, E_RUN_LOCKED, E_RUN_LOCK, E_FILE_WRITE
   */
  static create(path: string, config: object): RunFolder {
    RunFolder.requireFree(path)
    return holding(path, (lock) => {
      writeFileAtomic(join(path, 'config.yaml'), stringify(config))
      return new RunFolder(path, lock)
    })
  }

  /**
   * Opens a run that was interrupted. What a kill left half-written is mended, and rows of metrics.jsonl from after the
   * saved state go, for their steps will be done again; so does the row of the error that ended the run.
   *
   * @throws E_RUN_NOT_RUN, E_RUN_FINISHED, E_RUN_NO_STATE, E_RUN_DAMAGED, E_RUN_LOCKED, E_RUN_LOCK, E_FILE_WRITE and
   *   the E_STATE_* of `readTrainingState`; then nothing of the run's content is changed
   */
  static open(path: string): OpenedRun {
    if (!existsSync(join(path, 'config.yaml'))) throw fail('E_RUN_NOT_RUN', {}, { file: path })
    return holding(path, (lock) => {
      recoverFoldersIn(path)
      recoverFoldersIn(join(path, 'checkpoints'))
      const config = readConfig(join(path, 'config.yaml'))
      const rows = readRows(join(path, 'metrics.jsonl'))
      if (rows.some(({ event }) => event === 'done')) throw fail('E_RUN_FINISHED', {}, { file: path })
      const last = join(path, 'last')
      if (!hasTrainingState(last)) throw fail('E_RUN_NO_STATE', {}, { file: path })
      const saved = readTrainingState(last)
      saved.tensors.close()
      const { state } = saved
      const kept = rowsUntil(rows, state.step).map(({ text }) => text)
      const run = new RunFolder(path, lock, kept)
      if (kept.length < rows.length) run.#write()
      return { run, config, state }
    })
  }

  /** Lets other processes have the folder. To be called when the run ends, however it ends. */
  release(): void {
    this.#lock.release()
  }

  /** Asked before the data is read, so that nobody waits for nothing. @throws E_RUN_EXISTS */
  static requireFree(path: string): void {
    if (!isFree(path)) throw fail('E_RUN_EXISTS', {}, { file: path })
  }

  get best(): string {
    return join(this.path, 'best')
  }

  get last(): string {
    return join(this.path, 'last')
  }

  /**
   * Replaces a checkpoint whole: a full disk or a kill leaves the one before, or none, but no mixture of two. Before
   * `last`, from which a run is resumed, metrics.jsonl is written with every row so far: record an evaluation first,
   * keep the best model second, save `last` third, and no kill between can make a resumed run differ.
   *
   * @throws E_FILE_WRITE
   */
  save(checkpoint: 'best' | 'last', write: (folder: string) => void): void {
    if (checkpoint === 'last' && !this.#isWritten) this.#write()
    writeFolderAtomic(join(this.path, checkpoint), write)
  }

  /** Keeps a model if it is among the best: see `keepModel`. @throws E_FILE_WRITE */
  keep(model: KeptModel, ranking: Ranking, write: (folder: string) => void): void {
    keepModel(this.path, model, ranking, write)
  }

  /** Keeps a training step for metrics.jsonl, unless there are too many of them. @returns whether it did */
  step<Row extends { readonly step: number }>(row: Row, totalSteps: number): boolean {
    if (row.step % Math.ceil(totalSteps / KEPT_STEPS) !== 0) return false
    this.#rows.push(JSON.stringify(row))
    this.#isWritten = false
    return true
  }

  /** Adds a row and writes metrics.jsonl. */
  record(row: object): void {
    this.#rows.push(JSON.stringify(row))
    this.#write()
  }

  #write(): void {
    writeFileAtomic(join(this.path, 'metrics.jsonl'), this.#rows.map((row) => `${row}\n`).join(''))
    this.#isWritten = true
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

function readConfig(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw fail('E_RUN_DAMAGED', { reason: quote((error as Error).message) }, { file: path }, error)
  }
}

/** A row of metrics.jsonl as it stands there, with what resuming asks of it. */
interface Row {
  readonly text: string
  readonly event: unknown
  readonly step: unknown
}

function readRows(path: string): Row[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.flatMap((text, index) => {
    if (text === '') return []
    try {
      const { event, step } = parseJson(text) as Record<string, unknown>
      return [{ text, event, step }]
    } catch (error) {
      const place = { ...placeIn(path, error), line: index + 1 }
      throw fail('E_RUN_DAMAGED', { reason: reasonOf(error) }, place, error)
    }
  })
}

/** The rows that an uninterrupted run would have after a step: those up to it, but for errors. */
function rowsUntil(rows: readonly Row[], step: number): Row[] {
  const after = rows.findIndex((row) => typeof row.step === 'number' && row.step > step)
  return rows.slice(0, after < 0 ? rows.length : after).filter(({ event }) => event !== 'error')
}

/** @throws E_RUN_EXISTS */
export const requireFreeRun = (path: string): void => RunFolder.requireFree(path)

/** A folder under `parent` that does not exist yet: `name`, `name-2`, `name-3` … */
export function freshRunPath(parent: string, name: string): string {
  for (let number = 1; ; number++) {
    const path = join(parent, number === 1 ? name : `${name}-${number}`)
    if (!existsSync(path)) return path
  }
}
