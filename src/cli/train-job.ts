import { defaultRunPath, type TrainingJob } from '../api/index.ts'
import { readConfigFile, requireData } from '../config/index.ts'
import { TASK_KINDS } from '../tasks/index.ts'
import { type HubOptions, hubChoice } from './hub-options.ts'
import { namedFiles } from './named-files.ts'
import { extraBeside } from './resume-extras.ts'
import { settingsOf } from './setting-options.ts'
import { choiceOf, failUsage } from './usage-errors.ts'

/** Parsed options of `train`; those of settings are among the rest. */
export interface TrainOptions extends HubOptions, Readonly<Record<string, unknown>> {
  readonly dev?: readonly string[]
  readonly test?: readonly string[]
  readonly config?: string
  readonly task?: string
  readonly model?: string
  readonly out?: string
  readonly resume?: string
  readonly resumeFrom?: string
  readonly findLr?: boolean
  readonly seeds?: number
  readonly ui?: boolean
  readonly uiPort?: number
}

/**
 * What the command line says, and where it is silent the configuration file.
 *
 * @param hasPage whether the page is to stand beside the training
 * @throws E_CLI_VALUE, E_CLI_START_TWICE and others of the command line, those of the configuration
 */
export function newJob(data: readonly string[], options: TrainOptions, hasPage = false): TrainingJob {
  const file = options.config === undefined ? undefined : readConfigFile(options.config)
  const given = {
    train: namedFiles(data, 'DATA'),
    dev: namedFiles(options.dev ?? [], '--dev'),
    test: namedFiles(options.test ?? [], '--test'),
  }
  const own = Object.keys(given).filter((part) => given[part as keyof typeof given] !== undefined)
  if (file) requireData(file, own)
  const { train, dev, test } = { ...file?.data, ...pick(given, own) }
  if (train === undefined) {
    // By itself the page would have been opened.
    if (hasPage) throw failUsage('E_CLI_UI_DATA', { extra: extraBeside(data, options)! })
    throw failUsage('E_CLI_ARGUMENT_MISSING', { name: 'DATA', help: 'hantune train --help' })
  }
  const { task = file?.task, model, resumeFrom, out = file?.out } = options
  // A model that is named takes the place of the run that the file trains on from, and the other way round.
  if (model !== undefined && resumeFrom !== undefined) throw failUsage('E_CLI_START_TWICE', {})
  const start = model ?? resumeFrom
  const from =
    start === undefined ? { model: file?.model, resumeFrom: file?.resumeFrom } : { model, resumeFrom }
  return {
    train,
    ...(dev !== undefined && { dev }),
    ...(test !== undefined && { test }),
    ...(from.model !== undefined && { model: from.model }),
    ...(file?.revision !== undefined && model === undefined && { revision: file.revision }),
    ...hubChoice(options),
    ...(from.resumeFrom !== undefined && { resumeFrom: from.resumeFrom }),
    ...(task !== undefined && { task: choiceOf('--task', task, TASK_KINDS) }),
    out: out ?? defaultRunPath(train),
    settings: settingsOf(options, file?.settings),
  }
}

const pick = <T extends object>(from: T, names: readonly string[]): Partial<T> =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name))) as Partial<T>

/** A run that goes on has everything in its folder. @throws E_CLI_RESUME_ALONE */
export function resumedJob(data: readonly string[], options: TrainOptions): TrainingJob {
  const extra = extraBeside(data, options)
  if (extra !== undefined) throw failUsage('E_CLI_RESUME_ALONE', { extra })
  return { out: options.resume!, resume: true }
}

/** Several seeds are runs of their own. @throws E_CLI_SEEDS */
export function seedsJob(data: readonly string[], options: TrainOptions): TrainingJob {
  const job = newJob(data, options)
  const flag = job.settings?.auto ? '--auto' : options.findLr ? '--find-lr' : undefined
  if (flag !== undefined) throw failUsage('E_CLI_SEEDS', { flag })
  return job
}

/** A sweep trains nothing: options about what becomes of a training are refused. @throws E_CLI_FIND_LR */
export function sweepJob(data: readonly string[], options: TrainOptions): TrainingJob {
  for (const [name, flag] of ONLY_TRAINING)
    if (options[name] !== undefined) throw failUsage('E_CLI_FIND_LR', { flag })
  return newJob(data, options)
}

const ONLY_TRAINING = [
  ['auto', '--auto'],
  ['compareSingle', '--compare-single'],
  ['lr', '--lr'],
  ['test', '--test'],
] as const
