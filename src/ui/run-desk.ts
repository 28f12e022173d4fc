import { join } from 'node:path'
import type { TaskInput } from '../tasks/index.ts'
import type { ModelPrediction } from '../train/index.ts'
import type { ErrorPageAsk, ErrorPages } from './error-pages.ts'
import type { LiveRun } from './live.ts'
import { ModelCache, type ModelCacheOptions } from './models.ts'
import type { RunAnswer, RunState, RunSummary, RunsAnswer } from './protocol.ts'
import { type RunFiles, RunList } from './run-list.ts'
import type { OptionsOf } from './run-rows.ts'
import { checkTry } from './try-input.ts'

export interface RunDeskOptions extends ModelCacheOptions {
  /** The folder of all runs; it need not be there yet. */
  readonly folder: string
  readonly optionsOf: OptionsOf
  /** The training that this process hears, if there is one. */
  readonly live: () => LiveRun | undefined
}

/** Everything that the page asks about runs. */
export class RunDesk {
  readonly #runs: RunList
  readonly #models: ModelCache
  #pages: ErrorPages | undefined
  readonly #live: () => LiveRun | undefined

  constructor({ folder, optionsOf, live, ...models }: RunDeskOptions) {
    this.#runs = new RunList(folder, optionsOf)
    this.#models = new ModelCache(models)
    this.#live = live
  }

  list(): RunsAnswer {
    const live = this.#live()
    const active = (!live?.isOver && live?.nameIn(this.#runs.folder)) || null
    return { folder: this.#runs.folder, runs: this.#runs.list(), active }
  }

  /** @throws E_UI_RUN */
  look(name: string): Omit<RunAnswer, 'cursor' | 'isWhole'> {
    const live = this.#liveOf(name)
    let files: RunFiles
    try {
      files = this.#runs.get(name)
    } catch (error) {
      // Data and model are read before there is a folder.
      if (!live) throw error
      return {
        run: comingRun(name, join(this.#runs.folder, name), live),
        rows: live.after([]),
        live: live.facts,
        failure: live.failure ?? null,
      }
    }
    const { summary: run, rows, config, failure } = files
    return {
      run,
      rows: live ? live.after(rows) : rows,
      live: live?.facts ?? null,
      failure: live?.failure ?? (failure === undefined ? null : { code: failure }),
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

  #liveOf(name: string): LiveRun | undefined {
    const live = this.#live()
    return live?.nameIn(this.#runs.folder) === name ? live : undefined
  }
}

/** A run that has no folder yet. */
function comingRun(name: string, path: string, live: LiveRun): RunSummary {
  const state: RunState = !live.isOver ? 'running' : live.failure ? 'failed' : 'interrupted'
  const nothing = { tasks: [], model: '', data: [], epochs: null, best: null, test: [], seconds: null }
  return { name, path, state, ...nothing, peakMemoryMb: null, started: '', hasModel: false, sets: [] }
}
