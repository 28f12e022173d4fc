import { defineErrors, HanTuneError } from '../base/errors.ts'
import { readConfigFile, requireData } from '../config/index.ts'
import { configOfEarlier, type EarlierRun, matching, openEarlierRun } from './continue.ts'
import type { DataSources, LoadedData } from './dataset.ts'
import { loadMeasured } from './dev-data.ts'
import type { Forgetting } from './events.ts'
import type { TaskModel } from './model.ts'
import { loadModel } from './model-folder.ts'
import { scoreSet } from './scores.ts'

const fail = defineErrors({
  E_TASKS_GONE: {
    zh: {
      what: '新模型没有旧模型的任务（{tasks}），旧任务无从比较',
      fix: '要保住旧任务，请把新旧数据作为几个任务一起训练（任务=文件）',
    },
    en: {
      what: 'the new model has none of the tasks of the earlier one ({tasks})',
      fix: 'to keep them, train old and new data together as several tasks (TASK=FILE)',
    },
  },
  E_DEV_UNKNOWN: {
    zh: {
      what: '这里只有模型，没有训练它的配置，不知道当时的验证数据',
      fix: '给出训练的输出目录（runs/名称）',
    },
    en: {
      what: 'here is a model without the configuration of its run: its dev data is unknown',
      fix: 'give the run folder (runs/NAME)',
    },
  },
})

type TaskScores = Forgetting['tasks'][number]

/** What an earlier run's model could do, to see what of it is forgotten. */
export class Memories {
  readonly #run: string
  readonly #tasks: EarlierRun['tasks']
  readonly #data: readonly LoadedData[]
  readonly #before: ReadonlyMap<string, TaskScores['before']>
  /** Why the earlier dev data could not be had. */
  readonly #reason: string | undefined

  private constructor(
    run: string,
    tasks: EarlierRun['tasks'],
    data: readonly LoadedData[],
    before: ReadonlyMap<string, TaskScores['before']>,
    reason?: string,
  ) {
    this.#run = run
    this.#tasks = tasks
    this.#data = data
    this.#before = before
    this.#reason = reason
  }

  /**
   * Scores the earlier model on the dev data that it was chosen by. Data that are gone, or not the same any more, are no error: it is said. The
   * same goes for the whole earlier run once the new one has started, which does not need it any more.
   */
  static async of(run: string, threads: number): Promise<Memories> {
    let earlier: EarlierRun
    let data: readonly LoadedData[]
    try {
      earlier = openEarlierRun(run)
      data = devOf(earlier)
    } catch (error) {
      if (!(error instanceof HanTuneError)) throw error
      return new Memories(run, [], [], new Map(), error.message)
    }
    const { model } = await loadModel(earlier.folder, { device: 'cpu', threads })
    try {
      const before = new Map<string, TaskScores['before']>()
      for (const [at, { name, task }] of model.parts.tasks.entries()) {
        const records = data[at]!.dev
        const encodings = records.map((record) => task.encode(record))
        before.set(name, (await scoreSet(model, { records, encodings }, at)).score.report)
      }
      return new Memories(run, earlier.tasks, data, before)
    } finally {
      await model.release()
    }
  }

  /** The same data with the new model. */
  async compare(model: TaskModel): Promise<Forgetting> {
    const [run, earlier] = [this.#run, this.#tasks]
    if (this.#reason !== undefined) return { event: 'forgetting', run, reason: this.#reason, tasks: [] }
    const tasks: TaskScores[] = []
    for (const [at, { name, task }] of model.parts.tasks.entries()) {
      const old = matching(earlier, { name, kind: task.kind }, model.parts.tasks.length)
      const records = old && this.#data[earlier.indexOf(old)]!.dev
      if (!records) continue
      const encodings = records.map((record) => task.encode(record))
      const { score } = await scoreSet(model, { records, encodings }, at)
      tasks.push({ name, before: this.#before.get(old.name)!, after: score.report })
    }
    const gone = fail('E_TASKS_GONE', { tasks: earlier.map(({ name }) => name).join(', ') }, { file: run })
    return { event: 'forgetting', run, ...(tasks.length === 0 && { reason: gone.message }), tasks }
  }
}

/** The data of an earlier run, read and split as they were. @throws E_DEV_UNKNOWN, E_DEV_CHANGED, E_CONFIG_MEMORY, the readers' errors */
function devOf(run: EarlierRun): LoadedData[] {
  const file = configOfEarlier(run)
  if (file === undefined) throw fail('E_DEV_UNKNOWN', {}, { file: run.run })
  const config = readConfigFile(file)
  requireData(config, [])
  const { data, task } = config
  const sources = { ...data, ...(task !== undefined && { task }) } as DataSources
  return loadMeasured(config, sources, () => {})
}
