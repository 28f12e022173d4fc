import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ModelOutcomes, Predictor, RecordInput } from '../api/index.ts'
import { defineTexts, type Language } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import { stampOf } from '../base/stamp.ts'
import { readingOf } from '../config/index.ts'
import { dataPaths, readDataset, splitDataset } from '../data/index.ts'
import { evaluateOutcomes, evaluationPage } from '../evaluation/index.ts'
import type { TaskKind, TextRecord } from '../tasks/index.ts'
import { recordsDigest } from '../train/index.ts'
import { fail } from './errors.ts'
import { type ModelCache, modelStamp } from './models.ts'
import type { PageTask } from './protocol.ts'
import { filesOf, type RunConfig, type RunFiles } from './run-list.ts'

const say = defineTexts({
  notChecked: {
    zh: '没有核对：训练由较早的版本写成，没有留下数据的摘要；文件若改动过，这里的记录就不是训练时的那些。',
    en: 'Not checked: an older version wrote the run, without a digest of its data. If the file was changed since, these are not the records that the run had.',
  },
})

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

  /**
   * @throws E_UI_NO_DATA, E_UI_NO_FILE, E_UI_DATA_CHANGED, E_UI_TASK, E_UI_NO_MODEL, E_UI_MANY, the readers' errors and
   *   those of the model
   */
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
    const names = summary.tasks.map((one) => one.name)
    if (!config || names.length === 0) throw fail('E_UI_NO_DATA', { name, set })
    const known = task === undefined ? summary.tasks[0] : summary.tasks.find((one) => one.name === task)
    if (!known) throw fail('E_UI_TASK', { task: quote(task!), known: names.join(' | ') })
    const source = sourceOf(run, config, set, known)
    const key = [name, modelStamp(path), dataStamp(source.file), set, known.name, language].join('\0')
    const kept = this.#kept.get(key)
    if (kept !== undefined) return kept
    const page = await this.#models.use(run, async (predictor) => {
      const outcomes = await outcomesOf(predictor, source)
      const isChecked = requireSame(source, outcomes.records, name)
      const report = evaluateOutcomes(outcomes)
      const note = isChecked ? undefined : say('notChecked', {}, language)
      const links = linksOf(name, { set, task: known.name, language })
      return evaluationPage({ model: name, data: source.file, report, outcomes, note, language, links })
    })
    this.#kept.set(key, page)
    for (const old of this.#kept.keys()) if (this.#kept.size > KEPT) this.#kept.delete(old)
    return page
  }
}

/** Addresses of what stands around a page of errors. */
function linksOf(name: string, { set, task, language }: ErrorPageAsk & { readonly task: string }) {
  const other = new URLSearchParams({ lang: language === 'zh' ? 'en' : 'zh', set, task })
  return { run: runAddress(name), otherLanguage: `?${other}` }
}

/** Where the page shows a run. */
export const runAddress = (name: string): string => `/#/run/${encodeURIComponent(name)}`

/** Where a set of a run lies. */
interface Source {
  readonly task: string
  readonly kind: string
  readonly set: 'dev' | 'test'
  /** Whether the set is a part of the file: then it is taken out of it again. */
  readonly isPart: boolean
  readonly file: string
  readonly settings: RunConfig['settings']
  /** Of the records that the run had; older runs know none. */
  readonly digest: string | undefined
}

/** @throws E_UI_NO_DATA, E_UI_NO_FILE */
function sourceOf(
  { summary: { name } }: RunFiles,
  config: RunConfig,
  set: 'dev' | 'test',
  { name: task, kind }: PageTask,
): Source {
  const own = filesOf(config, set).get(task)
  const given = own ?? (set === 'dev' ? filesOf(config, 'train').get(task) : undefined)
  if (given === undefined) throw fail('E_UI_NO_DATA', { name, set })
  const file = resolve(given)
  if (!existsSync(file)) throw fail('E_UI_NO_FILE', { file: quote(file) })
  const digest = config.tasks[task]?.digests?.[set] ?? undefined
  return { task, kind, set, isPart: own === undefined, file, settings: config.settings, digest }
}

/** Changes whenever one of the data files does. */
function dataStamp(file: string): string {
  return dataPaths(file)
    .map((path) => `${path}-${stampOf(path)}`)
    .join()
}

/** What the model says of a set of its run. */
async function outcomesOf(predictor: Predictor, source: Source): Promise<ModelOutcomes> {
  const { task, kind, file, settings, isPart } = source
  const given = Object.entries(settings).filter(([, value]) => value !== null)
  const reading = readingOf(Object.fromEntries(given))
  if (!isPart) return predictor.outcomes(file, { task, ...reading })
  const read = readDataset(file, { task: kind as TaskKind, ...reading })
  const records: readonly TextRecord[] = read.records
  const { dev } = splitDataset(records, Number(settings.devShare), Number(settings.seed))
  const outcomes = await predictor.outcomes(dev as readonly RecordInput[], { task })
  // With the places they have in the file.
  return { ...outcomes, records: dev }
}

/** @returns whether it is known @throws E_UI_DATA_CHANGED */
function requireSame({ digest, file, set }: Source, records: readonly TextRecord[], name: string): boolean {
  if (digest !== undefined && digest !== recordsDigest(records))
    throw fail('E_UI_DATA_CHANGED', { name, set, file: quote(file) })
  return digest !== undefined
}
