import { join } from 'node:path'
import type { TaskInput } from '../tasks/index.ts'
import type { ModelPrediction } from '../train/index.ts'
import type { ErrorPageAsk, ErrorPages } from './error-pages.ts'
import type { LiveRun } from './live.ts'
import { ModelCache, type ModelCacheOptions } from './models.ts'
import type { RunAnswer, RunState, RunSummary, RunsAnswer } from './protocol.ts'
import { newestFirst, type RunFiles, RunList } from './run-list.ts'
import type { OptionsOf } from './run-rows.ts'
import { checkTry } from './try-input.ts'

export interface RunDeskOptions extends ModelCacheOptions {
  /** The folder of all runs; it need not be there yet. */
  readonly folder: string
  readonly optionsOf: OptionsOf
  /** The trainings that this process hears or heard, the latest last. */
  readonly lives: () => readonly LiveRun[]
}

/** Everything that the page asks about runs. */
export class RunDesk {
  readonly #runs: RunList
  readonly #models: ModelCache
  #pages: ErrorPages | undefined
  readonly #lives: () => readonly LiveRun[]

  constructor({ folder, optionsOf, lives, ...models }: RunDeskOptions) {
    this.#runs = new RunList(folder, optionsOf)
    this.#models = new ModelCache(models)
    this.#lives = lives
  }

  list(): RunsAnswer {
    const { folder } = this.#runs
    const runs = this.#runs.list()
    const known = new Set(runs.map(({ name }) => name))
    const coming = [...this.#byName()].filter(([name, live]) => !known.has(name) && isComing(live))
    const active = this.#lives().findLast(({ isOver }) => !isOver)
    return {
      folder,
      runs: [...coming.map(([name, live]) => this.#comingRun(name, live)).reverse(), ...runs].sort(
        newestFirst,
      ),
      active: active?.nameIn(folder) ?? null,
    }
  }

  /** @throws E_UI_RUN */
  look(name: string): Omit<RunAnswer, 'cursor' | 'isWhole'> {
    const live = this.#byName().get(name)
    const started = live?.started ?? null
    let files: RunFiles
    try {
      files = this.#runs.get(name)
    } catch (error) {
      if (!live || !isComing(live)) throw error
      const run = this.#comingRun(name, live)
      return { run, rows: live.after([]), live: live.facts, failure: live.failure ?? null, started }
    }
    const { summary: run, rows, config, failure } = files
    return {
      run,
      rows: live ? live.after(rows) : rows,
      live: live?.facts ?? null,
      failure: live?.failure ?? (failure === undefined ? null : { code: failure }),
      started,
      config,
    }
  }

  /** @throws E_UI_RUN, and as `checkTry` and `ModelCache.predict` */
  async predict(name: string, input: TaskInput): Promise<ModelPrediction> {
    const run = this.#runs.get(name)
    checkTry(input, run.summary)
    return this.#models.predict(run, input)
  }

  /** @throws E_UI_RUN, and as `ErrorPages.page` */
  async errorPage(name: string, ask: ErrorPageAsk): Promise<string> {
    const run = this.#runs.get(name)
    // Much code that is seldom asked for.
    const { ErrorPages } = await import('./error-pages.ts')
    this.#pages ??= new ErrorPages(this.#models)
    return this.#pages.page(run, ask)
  }

  close(): Promise<void> {
    return this.#models.close()
  }

  /** Of several trainings that were to have one name the latest. */
  #byName(): ReadonlyMap<string, LiveRun> {
    const byName = new Map<string, LiveRun>()
    for (const live of this.#lives()) {
      const name = live.nameIn(this.#runs.folder)
      if (name === undefined) continue
      byName.delete(name)
      byName.set(name, live)
    }
    return byName
  }

  #comingRun(name: string, live: LiveRun): RunSummary {
    const state: RunState = !live.isOver ? 'running' : live.failure ? 'failed' : 'interrupted'
    const nothing = { tasks: [], model: '', data: [], epochs: null, best: null, test: [], seconds: null }
    const none = { peakMemoryMb: null, canResume: false, hasModel: false, sets: [] }
    return { name, path: join(this.#runs.folder, name), state, ...nothing, ...none, started: live.since }
  }
}

/** Whether it has no folder yet, or came to none: data and model are read before. Another's folder was moved away. */
const isComing = (live: LiveRun): boolean => !live.isOver || !live.hasBegun
