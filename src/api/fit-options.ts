import { defineErrors } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import {
  ACCEPTED_NAMES,
  type AliasInput,
  ownNames,
  SETTING_NAMES,
  type SettingsInput,
} from '../config/index.ts'
import type { TaskKind } from '../tasks/index.ts'
import { EMBEDDED_MODEL, type TrainEvent } from '../train/index.ts'
import type { DataInput } from './records.ts'
import { defaultRunPath, type NamedInput, type TrainingJob } from './train-model.ts'

const fail = defineErrors({
  E_FIT_UNKNOWN: {
    zh: { what: 'fit 没有名为 {name} 的参数{near}', fix: '可用的参数：{known}' },
    en: { what: 'fit has no option named {name}{near}', fix: 'the options are: {known}' },
  },
  E_FIT_TWICE: {
    zh: { what: '{first} 和 {second} 是同一个设置，只能给一个', fix: '删去其中一个' },
    en: { what: '{first} and {second} are one setting', fix: 'leave out one of them' },
  },
  E_FIT_NO_DATA: {
    zh: { what: '没有训练数据', fix: '用 trainData 给出数据文件的路径，或内存中的记录' },
    en: { what: 'there is no training data', fix: 'give trainData: a path, or records in memory' },
  },
  E_FIT_RESUME: {
    zh: {
      what: '续训的一切由输出目录决定，不能再给 {name}',
      fix: '去掉它；只有当初在内存里的数据要再给一次。要用新数据或新设置继续训练，请用 resumeFrom',
    },
    en: {
      what: 'a run that is resumed has everything in its folder: {name} cannot be given',
      fix: 'leave it out; only data that were in memory are given again. To train on with other data or settings use resumeFrom',
    },
  },
  E_FIT_DATA_TASK: {
    zh: { what: '{option} 里没有任务 {task} 的数据', fix: '以任务名 {task} 为键给出数据，或直接给出数据' },
    en: {
      what: '{option} holds no data of the task {task}',
      fix: 'give data under the one key {task}, or the data itself',
    },
  },
  E_FIT_WARMUP: {
    zh: { what: 'warmupSteps 不能是 {value}', fix: '给出步数：0、1、2 …；按比例预热请用 warmup，例如 0.1' },
    en: {
      what: 'warmupSteps cannot be {value}',
      fix: 'give a number of steps: 0, 1, 2 …; for a share use warmup',
    },
  },
})

/** Data of one task, or by the name of the task. */
export type TaskData = DataInput | { readonly [task in TaskKind]?: DataInput }

/** What `fit` takes: every setting of a training run is among it, by the names of TrainingArguments, too. */
export interface FitOptions extends SettingsInput, AliasInput {
  /** May be left out where a run is resumed. */
  readonly trainData?: TaskData | undefined
  /** Left out: a part of the training data, see `devShare`. */
  readonly valData?: TaskData | undefined
  /** Scored once, with the best checkpoint. */
  readonly testData?: TaskData | undefined
  /** The same as `learningRate`. */
  readonly lr?: number | undefined
  /** Steps of linear warmup; the same as a whole `warmup`. */
  readonly warmupSteps?: number | undefined
  /** The run folder; left out: a new one under `runs/`. */
  readonly out?: string | undefined
  /** Hears plan, progress and evaluations. */
  readonly onEvent?: ((event: TrainEvent) => void) | undefined
  /** Stops the training at once. */
  readonly signal?: AbortSignal | undefined
  /** Ends the training in order: everything is saved, and the run can be resumed. */
  readonly interrupt?: AbortSignal | undefined
  /** Goes on with the interrupted run in this folder; data and settings are its own, records in memory apart. */
  readonly resume?: string | undefined
  /** A run whose model is trained on with these data, heads included. */
  readonly resumeFrom?: string | undefined
}

const OWN_NAMES = [
  'trainData',
  'valData',
  'testData',
  'lr',
  'warmupSteps',
  'out',
  'onEvent',
  'signal',
  'interrupt',
  'resume',
  'resumeFrom',
]
const KNOWN = [...OWN_NAMES, ...SETTING_NAMES]
const ACCEPTED = [...OWN_NAMES, ...ACCEPTED_NAMES]

/**
 * The training job that options of `fit` describe. Options that are undefined count as left out.
 *
 * @throws E_FIT_UNKNOWN with the nearest known name, E_FIT_TWICE, E_FIT_NO_DATA, E_FIT_DATA_TASK, E_FIT_WARMUP,
 * E_FIT_RESUME, E_SETTING_TWICE, E_SETTING_UNSUPPORTED, E_SETTING_VALUE
 */
export function jobOf(
  options: FitOptions,
  model: string,
  tasks: readonly TaskKind[],
  revision?: string,
): TrainingJob {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  for (const name of Object.keys(given)) if (!ACCEPTED.includes(name)) throw unknown(name)
  requireOne(given, 'lr', 'learningRate')
  requireOne(given, 'warmupSteps', 'warmup')
  const { trainData, valData, testData, out, lr, warmupSteps } = options
  const { resume, resumeFrom } = options
  if (resume !== undefined) return resumedJob(resume, given, tasks)
  if (trainData === undefined) throw fail('E_FIT_NO_DATA', {})
  const [task] = tasks.length === 1 ? tasks : []
  const train = dataOf(trainData, 'trainData', tasks)
  return {
    train,
    ...(valData !== undefined && { dev: dataOf(valData, 'valData', tasks) }),
    ...(testData !== undefined && { test: dataOf(testData, 'testData', tasks) }),
    ...(task && { task }),
    ...(resumeFrom !== undefined && { resumeFrom }),
    ...(model !== EMBEDDED_MODEL && { model }),
    ...(revision !== undefined && { revision }),
    out: out ?? defaultRunPath(train),
    settings: ownNames({
      ...Object.fromEntries(Object.entries(given).filter(([name]) => !OWN_NAMES.includes(name))),
      ...(lr !== undefined && { learningRate: lr }),
      ...(warmupSteps !== undefined && { warmup: wholeSteps(warmupSteps) }),
    }).values,
  }
}

/** A run that goes on takes records that it had in memory, and nothing else. @throws E_FIT_RESUME */
function resumedJob(
  out: string,
  given: Readonly<Record<string, unknown>>,
  tasks: readonly TaskKind[],
): TrainingJob {
  const parts = { trainData: 'train', valData: 'dev', testData: 'test' } as const
  const job: { train?: NamedInput; dev?: NamedInput; test?: NamedInput } = {}
  for (const [name, value] of Object.entries(given)) {
    if (['resume', 'onEvent', 'signal', 'interrupt'].includes(name)) continue
    if (!Object.hasOwn(parts, name) || typeof value === 'string') throw fail('E_FIT_RESUME', { name })
    job[parts[name as keyof typeof parts]] = dataOf(value as TaskData, name, tasks)
  }
  return { ...job, out, resume: true }
}

/** Data given by task: of one task they become its data, of several they stay apart. */
function dataOf(data: TaskData, option: string, tasks: readonly TaskKind[]): NamedInput {
  if (typeof data === 'string' || Array.isArray(data)) {
    if (tasks.length > 1) throw fail('E_FIT_DATA_TASK', { option, task: tasks.join(', ') })
    return data as DataInput
  }
  const byTask = data as { readonly [name: string]: DataInput }
  const names = Object.keys(byTask)
  if (tasks.length === 0) return names.length === 1 ? byTask[names[0]!]! : byTask
  const odd = names.find((name) => !(tasks as string[]).includes(name))
  // Dev and test data may be of some of the tasks only.
  const absent = tasks.find((task) => option === 'trainData' && !(task in byTask))
  if (odd !== undefined || absent !== undefined)
    throw fail('E_FIT_DATA_TASK', { option, task: absent ?? tasks.join(', ') })
  return tasks.length === 1 ? byTask[tasks[0]!]! : byTask
}

function wholeSteps(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  throw fail('E_FIT_WARMUP', { value: quote(String(value)) })
}

function requireOne(given: object, first: string, second: string): void {
  if (first in given && second in given) throw fail('E_FIT_TWICE', { first, second })
}

function unknown(name: string): Error {
  const known = KNOWN.join(', ')
  return fail('E_FIT_UNKNOWN', { name: quote(name), near: nearestHint(name, KNOWN), known })
}
