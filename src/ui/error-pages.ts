import type { Predictor, RecordInput } from '../api/index.ts'
import type { Language } from '../base/locale.ts'
import { readingOf } from '../config/index.ts'
import { readDataset, splitDataset } from '../data/index.ts'
import { evaluateOutcomes, evaluationPage } from '../evaluation/index.ts'
import type { TaskKind, TextRecord } from '../tasks/index.ts'
import { fail } from './errors.ts'
import { type ModelCache, modelStamp } from './models.ts'
import { filesOf, type RunConfig, type RunFiles } from './run-list.ts'

/** Pages that are kept, of the models they were made with. */
const KEPT = 4
/** Pages that may be asked for while one is made. */
const MOST_WAITING = 4

export interface ErrorPageAsk {
  readonly set: 'dev' | 'test'
  /** One of the run's tasks; left out, the first. */
  readonly task: string | undefined
  readonly language: Language
}

/** The evaluation of a run's model on its own data as a page; one is made at a time. */
export class ErrorPages {
  readonly #models: ModelCache
  readonly #kept = new Map<string, string>()
  #turn: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(models: ModelCache) {
    this.#models = models
  }

  /** @throws E_UI_NO_DATA, E_UI_NO_MODEL, E_UI_MANY, the readers' errors and those of the model */
  async page(run: RunFiles, ask: ErrorPageAsk): Promise<string> {
    if (this.#waiting > MOST_WAITING) throw fail('E_UI_MANY', {})
    this.#waiting++
    const turn = this.#turn.then(() => this.#make(run, ask))
    this.#turn = turn.catch(() => {}).finally(() => this.#waiting--)
    return turn
  }

  async #make(run: RunFiles, { set, task, language }: ErrorPageAsk): Promise<string> {
    const { summary, config, path } = run
    const { name } = summary
    const known = summary.tasks.find((one) => one.name === task) ?? summary.tasks[0]
    if (!config || !known) throw fail('E_UI_NO_DATA', { name, set })
    const key = [name, modelStamp(path), set, known.name, language].join('\0')
    const kept = this.#kept.get(key)
    if (kept !== undefined) return kept
    const page = await this.#models.use(run, async (predictor) => {
      const { outcomes, file } = await outcomesOf(predictor, run.summary.name, config, set, known)
      const report = evaluateOutcomes(outcomes)
      return evaluationPage({ model: name, data: file, report, outcomes, language })
    })
    this.#kept.set(key, page)
    for (const old of this.#kept.keys()) if (this.#kept.size > KEPT) this.#kept.delete(old)
    return page
  }
}

/** What the model says of a set of its run, the dev set that was a part of the training file included. */
async function outcomesOf(
  predictor: Predictor,
  run: string,
  config: RunConfig,
  set: 'dev' | 'test',
  { name: task, kind }: { readonly name: string; readonly kind: string },
) {
  const { settings } = config
  const given = Object.entries(settings).filter(([, value]) => value !== null)
  const reading = readingOf(Object.fromEntries(given))
  const file = filesOf(config, set).get(task)
  if (file !== undefined) return { file, outcomes: await predictor.outcomes(file, { task, ...reading }) }
  const train = set === 'dev' ? filesOf(config, 'train').get(task) : undefined
  if (train === undefined) throw fail('E_UI_NO_DATA', { name: run, set })
  const { records }: { readonly records: readonly TextRecord[] } = readDataset(train, {
    task: kind as TaskKind,
    ...reading,
  })
  const { dev } = splitDataset(records, Number(settings.devShare), Number(settings.seed))
  const outcomes = await predictor.outcomes(dev as readonly RecordInput[], { task })
  // With the places they have in the file.
  return { file: train, outcomes: { ...outcomes, records: dev } }
}
