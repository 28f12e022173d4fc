import { defineErrors } from '../base/errors.ts'
import type { Report } from '../tasks/index.ts'
import type { Done, ModelPrediction } from '../train/index.ts'
import { checkTasks, type MTLConfig } from './config.ts'
import { copyFolderAtomic } from './copy-folder.ts'
import { type FitOptions, jobOf } from './fit-options.ts'
import { loadPipeline, type Pipeline } from './hanlp.ts'
import type { EvaluateOptions, TextInput } from './predictor.ts'
import type { DataInput } from './records.ts'
import { bestFolder, trainModel } from './train-model.ts'

const fail = defineErrors({
  E_FIT_INTERRUPTED: {
    zh: { what: '训练在第一次评测之前被中断', fix: '用 resume 接着训练这个目录' },
    en: {
      what: 'the training was interrupted before its first evaluation',
      fix: 'resume the run in this folder',
    },
  },
  E_FIT_FIRST: {
    zh: {
      what: '模型还没有训练',
      fix: '先调用 fit；已保存的模型用 HanLP.load 载入',
    },
    en: {
      what: 'the model has not been trained',
      fix: 'call fit first; load a saved model with HanLP.load',
    },
  },
})

/** The scores of the best checkpoint on the validation data, with where it is. */
export type FitReport = Report & {
  readonly folder: string
  readonly bestEpoch: number
  /** `epochs`: all were run; `patience`: the scores had stopped rising; `interrupted`: it was asked to stop. */
  readonly reason: Done['reason']
  readonly seconds: number
  /** Scores on the test data, if they were given. */
  readonly test?: Report
  /** With several tasks: the scores of each by its name; those at the top are the first task's. */
  readonly tasks?: Readonly<Record<string, { readonly dev: Report; readonly test?: Report }>>
}

/** Fine-tunes an encoder, as HanLP's class of this name does. */
export class MultiTaskLearning {
  readonly config: MTLConfig
  #best: string | undefined
  #pipeline: Promise<Pipeline> | undefined

  /** @throws E_TASK_LIST_UNKNOWN, E_TASK_LIST_TWICE */
  constructor(config: MTLConfig) {
    checkTasks(config.taskList)
    this.config = config
  }

  /**
   * Trains on labelled data and keeps the best and the last checkpoint in a run folder.
   *
   * @throws HanTuneError of the options, the data, the model, the settings and the run folder
   */
  async fit(options: FitOptions): Promise<FitReport> {
    const { model, revision, taskList } = this.config
    const job = jobOf(options, model, checkTasks(taskList), revision)
    const { signal, interrupt, onEvent = () => {} } = options
    const done = await trainModel(job, { signal, interrupt, onEvent })
    await this.close()
    this.#best = bestFolder(done.folder)
    return reportOf(done)
  }

  /**
   * Saves the best checkpoint as a folder that `HanLP.load` and Hugging Face's libraries read. The folder is
   * either whole or not there.
   *
   * @throws E_FIT_FIRST, E_SAVE_EXISTS, E_FILE_WRITE
   */
  async save(folder: string): Promise<void> {
    copyFolderAtomic(this.#trained(), folder)
  }

  /** Predicts with the best checkpoint, in the order of the texts. @throws E_FIT_FIRST */
  async predict(texts: readonly TextInput[]): Promise<ModelPrediction[]> {
    return (await this.#open()).predict(texts)
  }

  /** Scores the best checkpoint on labelled data. @throws E_FIT_FIRST and the readers' errors */
  async evaluate(data: DataInput, options?: EvaluateOptions): Promise<Report> {
    return (await this.#open()).evaluate(data, options)
  }

  /** Frees the thread that `predict` and `evaluate` opened; they open it again when called. */
  async close(): Promise<void> {
    const pipeline = this.#pipeline
    this.#pipeline = undefined
    await (await pipeline)?.close()
  }

  #trained(): string {
    if (this.#best === undefined) throw fail('E_FIT_FIRST', {})
    return this.#best
  }

  async #open(): Promise<Pipeline> {
    this.#pipeline ??= loadPipeline(this.#trained())
    try {
      return await this.#pipeline
    } catch (error) {
      this.#pipeline = undefined
      throw error
    }
  }
}

/** @throws E_FIT_INTERRUPTED where nothing was scored yet */
function reportOf({ best, folder, reason, seconds, test }: Done): FitReport {
  if (!best) throw fail('E_FIT_INTERRUPTED', {}, { file: folder })
  const [first] = best.tasks
  const testOf = (name: string) => {
    const found = test.find((score) => score.name === name)
    return found && { test: found.report }
  }
  const tasks = best.tasks.map(({ name, report }) => [name, { dev: report, ...testOf(name) }])
  return {
    ...first!.report,
    folder,
    bestEpoch: best.epoch,
    reason,
    seconds,
    ...testOf(first!.name),
    ...(tasks.length > 1 && { tasks: Object.fromEntries(tasks) }),
  }
}
