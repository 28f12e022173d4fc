import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { parse } from 'yaml'
import * as z from 'zod'
import { isSystemError } from '../base/files.ts'
import { stampOf } from '../base/stamp.ts'
import { labelThresholds } from '../tasks/index.ts'
import { firstEventTime } from '../track/index.ts'
import { hasTrainingState, isLocked } from '../train/index.ts'
import { fail } from './errors.ts'
import type { EvaluationRow, PageTask, Row, RunState, RunSummary } from './protocol.ts'
import { type OptionsOf, rowsOf } from './run-rows.ts'

/** Runs of several seeds lie so far below the folder of all runs; attempts of one run are a folder deeper. */
const DEPTH = 2
const ATTEMPTS = 'attempts'
/** What a run folder holds that is no run; beside runs, a run may be called so. */
const PARTS = new Set(['best', 'last', 'checkpoints', 'tensorboard', 'model', 'corpus'])

const source = z.union([z.string(), z.record(z.string(), z.string())])
const config = z.looseObject({
  tasks: z.record(
    z.string(),
    z.looseObject({
      kind: z.string(),
      labels: z.array(z.coerce.string()),
      // Older versions wrote none.
      digests: z.looseObject({ dev: z.string().nullish(), test: z.string().nullish() }).nullish(),
    }),
  ),
  data: z.looseObject({ train: source, dev: source.nullish(), test: source.nullish() }),
  model: z.looseObject({ name: z.string(), folder: z.string().nullish() }),
  settings: z.looseObject({ epochs: z.number().nullish() }),
})
export type RunConfig = z.output<typeof config>

/** What the files of a run say. */
export interface RunFiles {
  readonly path: string
  readonly config: RunConfig | undefined
  readonly rows: readonly Row[]
  /** The code of the error that ended it. */
  readonly failure: string | undefined
  readonly summary: RunSummary
}

interface Kept {
  readonly stamp: string
  readonly files: RunFiles
}

/** The runs of a folder, read again where their files have changed. */
export class RunList {
  readonly folder: string
  readonly #optionsOf: OptionsOf
  readonly #kept = new Map<string, Kept>()

  constructor(folder: string, optionsOf: OptionsOf) {
    this.folder = folder
    this.#optionsOf = optionsOf
  }

  /** The newest first, copies of one by their names. */
  list(): RunSummary[] {
    const names = namesBelow(this.folder, '', DEPTH)
    for (const name of this.#kept.keys()) if (!names.includes(name)) this.#kept.delete(name)
    const summaries = names.flatMap((name) => this.#read(name)?.summary ?? [])
    return summaries.sort((a, b) => newestFirst(a, b) || compare(a.name, b.name))
  }

  /**
   * One of the runs that `list` names: whatever a name holds, no other folder is looked into.
   *
   * @throws E_UI_RUN
   */
  get(name: string): RunFiles {
    const files = namesBelow(this.folder, '', DEPTH).includes(name) ? this.#read(name) : undefined
    if (files) return files
    throw fail('E_UI_RUN', { name, folder: this.folder })
  }

  /** undefined for what is no run of a training, such as a pre-training. */
  #read(name: string): RunFiles | undefined {
    const path = join(this.folder, ...name.split('/'))
    const stamp = [...READ.map((file) => stampOf(join(path, file))), isLocked(path)].join()
    const kept = this.#kept.get(name)
    if (kept?.stamp === stamp) return kept.files
    const files = readRun(name, path, this.#optionsOf)
    if (files) this.#kept.set(name, { stamp, files })
    return files
  }
}

/** For runs in the order of the table. */
export const newestFirst = (a: RunSummary, b: RunSummary): number => compare(b.started, a.started)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const DESCRIPTION = join('best', 'hantune.json')
/** The files of a run that are read here. */
const READ = ['config.yaml', 'metrics.jsonl', DESCRIPTION, join('last', 'training.json')]

const hasModel = (path: string): boolean => existsSync(join(path, DESCRIPTION))

/** Folders with a config.yaml, by their names below `folder`. */
function namesBelow(folder: string, prefix: string, depth: number): string[] {
  let entries: string[]
  try {
    entries = foldersIn(join(folder, ...prefix.split('/')))
  } catch (error) {
    if (isSystemError(error)) return []
    throw error
  }
  return entries.flatMap((entry) => {
    const name = prefix === '' ? entry : `${prefix}/${entry}`
    const inner = depth > 1 || entry === ATTEMPTS ? namesBelow(folder, name, depth - 1) : []
    return existsSync(join(folder, ...name.split('/'), 'config.yaml')) ? [name, ...inner] : inner
  })
}

function foldersIn(folder: string): string[] {
  const isRun = existsSync(join(folder, 'config.yaml'))
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .filter((name) => !(isRun && PARTS.has(name)))
}

function readRun(name: string, path: string, optionsOf: OptionsOf): RunFiles | undefined {
  const started = startOf(path)?.toISOString() ?? ''
  const damaged = (config?: RunConfig): RunFiles => ({
    path,
    config,
    rows: [],
    failure: 'E_RUN_DAMAGED',
    summary: summaryOf({ name, path, started, config, rows: [], state: 'unreadable', thresholds: NONE }),
  })
  let own: RunConfig
  try {
    const read: unknown = parse(readFileSync(join(path, 'config.yaml'), 'utf8'))
    // A pre-training has no tasks.
    if (typeof read === 'object' && read !== null && !('tasks' in read)) return undefined
    own = config.parse(read)
  } catch {
    return damaged()
  }
  try {
    const events = readEvents(join(path, 'metrics.jsonl'))
    const rows = events.flatMap((event) => rowsOf(event, optionsOf))
    const last = events.at(-1)
    const failure = last?.event === 'error' ? String(last.code) : undefined
    const isDone = events.some(({ event }) => event === 'done')
    const state = isLocked(path) ? 'running' : isDone ? 'finished' : failure ? 'failed' : 'interrupted'
    const thresholds = thresholdsOf(own, path)
    const summary = summaryOf({ name, path, started, config: own, rows, state, thresholds })
    return { path, config: own, rows, failure, summary }
  } catch {
    return damaged(own)
  }
}

/** Behind it there are no dates. */
const LAST_SECOND = 8.64e12

/** When the run first told TensorBoard something; without that, of the file that was written first. */
function startOf(path: string): Date | undefined {
  const told = firstEventTime(join(path, 'tensorboard'))
  if (told !== undefined && told < LAST_SECOND) return new Date(told * 1000)
  return statSync(join(path, 'config.yaml'), { throwIfNoEntry: false })?.mtime
}

function readEvents(path: string): Record<string, unknown>[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>)
}

interface Read {
  readonly name: string
  readonly path: string
  readonly started: string
  readonly config: RunConfig | undefined
  readonly rows: readonly Row[]
  readonly state: RunState
  readonly thresholds: Thresholds
}

function summaryOf({ name, path, started, config, rows, state, thresholds }: Read): RunSummary {
  const done = rows.find((row) => row.event === 'done')
  const train = config?.data.train ?? []
  return {
    name,
    path,
    state,
    tasks: tasksOf(config, thresholds),
    model: config ? shortName(config.model.name) : '',
    data: typeof train === 'string' ? [train] : Object.values(train),
    epochs: config?.settings.epochs ?? null,
    best: bestOf(rows),
    test: done?.test.map(({ name: task, metric, value }) => ({ task, metric, value })) ?? [],
    seconds: done?.seconds ?? null,
    peakMemoryMb: done?.peakMemoryMb ?? null,
    started,
    canResume: !done && hasTrainingState(join(path, 'last')),
    hasModel: hasModel(path),
    sets: config && hasModel(path) ? setsOf(config) : [],
  }
}

function tasksOf(config: RunConfig | undefined, thresholds: Thresholds): PageTask[] {
  return Object.entries(config?.tasks ?? {}).map(([name, { kind, labels }]) => ({
    name,
    kind,
    labels,
    ...(kind === 'multi' && thresholds.has(name) && { thresholds: thresholds.get(name)!(labels) }),
  }))
}

/** By task. */
type Thresholds = ReadonlyMap<string, (labels: readonly string[]) => readonly number[]>
const NONE: Thresholds = new Map()

const saved = z.looseObject({
  tasks: z.array(
    z.looseObject({
      name: z.string(),
      threshold: z.number().optional(),
      thresholds: z.array(z.number()).optional(),
    }),
  ),
})

/** As the best model has them. @throws where its description is damaged */
function thresholdsOf({ tasks }: RunConfig, path: string): Thresholds {
  const isAsked = Object.values(tasks).some(({ kind }) => kind === 'multi') && hasModel(path)
  if (!isAsked) return NONE
  const description = saved.parse(JSON.parse(readFileSync(join(path, DESCRIPTION), 'utf8')))
  return new Map(
    description.tasks.map(({ name, threshold, thresholds }) => [
      name,
      (labels) => labelThresholds(labels, { threshold, thresholds }),
    ]),
  )
}

/** A model given by its path is called by its folder. */
const shortName = (name: string): string =>
  name.includes(sep) && /^([a-z]:)?[./\\~]/i.test(name) ? basename(name) : name

function bestOf(rows: readonly Row[]): RunSummary['best'] {
  const evaluations = rows.filter((row): row is EvaluationRow => row.event === 'evaluation')
  const [first] = evaluations
  if (!first) return null
  const isSmaller = first.metric === 'loss' || first.metric.endsWith('.loss')
  const best = evaluations.reduce((a, b) => ((isSmaller ? b.value < a.value : b.value > a.value) ? b : a))
  return { metric: best.metric, value: best.value, epoch: best.epoch }
}

const IN_MEMORY = /^\(\d+ records in memory\)$/

/** The files of a set by task; what was in memory is gone. */
export function filesOf({ tasks, data }: RunConfig, set: 'train' | 'dev' | 'test'): Map<string, string> {
  const own = data[set] ?? {}
  const byTask = typeof own === 'string' ? { [Object.keys(tasks)[0] ?? '']: own } : own
  return new Map(Object.entries(byTask).filter(([, file]) => !IN_MEMORY.test(file)))
}

/** Without a dev file the dev set was taken out of the training file, and can be again. */
function setsOf(config: RunConfig): ('dev' | 'test')[] {
  const [train, dev, test] = [filesOf(config, 'train'), filesOf(config, 'dev'), filesOf(config, 'test')]
  return [
    ...(dev.size > 0 || train.size > 0 ? ['dev' as const] : []),
    ...(test.size > 0 ? ['test' as const] : []),
  ]
}
