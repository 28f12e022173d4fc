import { defineErrors } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import {
  checkMultiLoss,
  checkPatterns,
  defaultRates,
  hasMuchToLearn,
  isTrainable,
  rateOf,
  type Settings,
  windowOf,
} from '../config/index.ts'
import {
  checkMaxLength,
  type Encoding,
  type Example,
  type NamedTask,
  namedTask,
  type TaskDescription,
  type TextRecord,
} from '../tasks/index.ts'
import { isSmallerBetter } from './best-models.ts'
import { checkClassWeights } from './class-weights.ts'
import { type EarlierRun, matching } from './continue.ts'
import type { LoadedData } from './dataset.ts'
import type { OnEvent } from './events.ts'
import type { MemoryPlan } from './memory-plan.ts'
import { TaskModel } from './model.ts'
import { type Pretrained, startParameters } from './pretrained.ts'
import type { EncodedSet } from './scores.ts'

const fail = defineErrors({
  E_CRF_TASK: {
    zh: { what: 'CRF 只用于实体识别，而数据里没有实体识别任务', fix: '去掉 head: crf（--head crf）' },
    en: {
      what: 'a CRF is for entities, and no task of the data is',
      fix: 'leave out head: crf (--head crf)',
    },
  },
  E_TASK_RATE: {
    zh: {
      what: 'taskRates 里的任务 {name} 不在数据的任务 {known} 之中',
      fix: '用训练数据里的任务名；只有一个任务时用 headLearningRate（--head-lr）',
    },
    en: {
      what: 'taskRates names the task {name}, which is none of the data’s: {known}',
      fix: 'use the names of the training data; with one task use headLearningRate (--head-lr)',
    },
  },
  E_WORD_DROPOUT_MASK: {
    zh: { what: '词表里没有 [MASK]，不能用 wordDropout', fix: '去掉 wordDropout，或换一个带 [MASK] 的词表' },
    en: {
      what: 'the vocabulary has no [MASK], which wordDropout needs',
      fix: 'leave wordDropout out, or take a vocabulary with [MASK]',
    },
  },
})

export type CompleteSettings = Settings & {
  readonly learningRate: number
  readonly headLearningRate: number
  readonly crfLearningRate: number
  readonly maxLength: number
  readonly head: 'softmax' | 'crf'
}

/** Settings with what follows from the encoder. @throws E_TASK_WINDOW */
export function complete(
  settings: Settings,
  { config, pretrained }: Pretrained,
  data: readonly LoadedData[],
): CompleteSettings {
  const limit = config.max_position_embeddings
  const encoder = { layers: config.num_hidden_layers, width: config.hidden_size, pretrained }
  const rates = defaultRates(encoder, settings.learningRate)
  return {
    ...settings,
    learningRate: rates.encoder,
    headLearningRate: settings.headLearningRate ?? rates.head,
    crfLearningRate: settings.crfLearningRate ?? rates.crf,
    head: settings.head ?? (hasEntities(data) ? defaultHead(settings, encoder) : 'softmax'),
    maxLength: checkMaxLength(settings.maxLength ?? windowOf(undefined, limit), limit),
  }
}

const hasEntities = (data: readonly LoadedData[]): boolean => data.some(({ task }) => task === 'ner')

/** A CRF learns what tags may follow each other, which matters most where all else is still to be learned. */
function defaultHead(
  settings: Settings,
  encoder: { readonly width: number; readonly pretrained: boolean },
): 'softmax' | 'crf' {
  const { labelSmoothing, focalGamma, classWeights, metric = '' } = settings
  const isPlain =
    labelSmoothing === 0 && focalGamma === 0 && classWeights === 'none' && !isSmallerBetter(metric)
  return isPlain && hasMuchToLearn(encoder) ? 'crf' : 'softmax'
}

/**
 * The tasks of a run.
 *
 * @param asked the head that the user asked for, if any
 * @throws E_CRF_TASK, E_MULTI_LOSS, E_CLASS_WEIGHT, E_TASK_RATE, E_WORD_DROPOUT_MASK
 */
export function tasksOf(
  data: readonly LoadedData[],
  { tokenizer }: Pretrained,
  settings: CompleteSettings,
  asked: Settings['head'],
): NamedTask[] {
  const { maxLength, granularity, head } = settings
  checkTaskRates(settings, data)
  const multi = data.find(({ task }) => task === 'multi')
  if (multi) checkMultiLoss(settings, multi.name)
  if (asked === 'crf' && !hasEntities(data)) throw fail('E_CRF_TASK', {})
  if (settings.wordDropout > 0 && tokenizer.special.mask === undefined) throw fail('E_WORD_DROPOUT_MASK', {})
  const tasks = data.map(({ name, task: kind, labels }) => {
    const decoder = kind === 'ner' ? head : 'softmax'
    const description: TaskDescription = { kind, labels, maxLength, granularity, decoder }
    return namedTask(name, description, tokenizer, data.length)
  })
  checkClassWeights(
    tasks.map(({ task }) => task),
    settings.classWeights,
  )
  return tasks
}

/** Without a name, a head has the rate of heads. @throws E_TASK_RATE */
function checkTaskRates({ taskRates }: CompleteSettings, data: readonly LoadedData[]): void {
  const names = data.length > 1 ? data.map(({ name }) => name) : []
  const odd = Object.keys(taskRates).find((name) => !names.includes(name))
  if (odd !== undefined) throw fail('E_TASK_RATE', { name: quote(odd), known: names.join(', ') || '–' })
}

/** The sets of one task, ready for the model. */
export interface EncodedTask {
  readonly train: EncodedSet
  readonly dev: EncodedSet
  readonly test: EncodedSet | undefined
  /** The sequences to learn from. */
  readonly examples: readonly Example[]
}

/** @throws the tasks' errors, naming the record */
export function encodeTask({ task }: NamedTask, { train, dev, test }: LoadedData): EncodedTask {
  const encode = (records: readonly TextRecord[]): EncodedSet => ({
    records,
    encodings: records.map((record): Encoding => task.encode(record)),
  })
  const learned = encode(train)
  return {
    train: learned,
    dev: encode(dev),
    test: test && encode(test),
    examples: learned.encodings.flatMap(({ examples }) => examples),
  }
}

/** What a run starts from. */
export interface Start {
  readonly source: Pretrained
  readonly tasks: readonly NamedTask[]
  readonly settings: CompleteSettings
  readonly memory: MemoryPlan
  readonly earlier?: EarlierRun | undefined
  /** Set where the source is the run's own checkpoint. */
  readonly resumed?: object | undefined
}

/** Loads weights and compiles graphs. @throws E_WEIGHTS_MISMATCH, E_RATE_PATTERN and others of the weights */
export async function startModel(start: Start, onEvent: OnEvent): Promise<TaskModel> {
  const { source, tasks, settings, memory, earlier } = start
  const { config, tokenizer, name, pretrained } = source
  const layers = config.num_hidden_layers
  const { parameters, report } = startParameters(source, tasks, {
    seed: settings.seed,
    isTrainable: (parameter) => isTrainable(parameter, settings, layers),
    optimizerState: settings.optimizerState,
    earlier,
    isResumed: start.resumed !== undefined,
  })
  checkPatterns(
    [...Object.keys(settings.rates), ...settings.freeze],
    [...parameters].map((parameter) => parameter.name),
  )
  const { loaded, initialised, ignored } = report
  const labels = earlier && keptLabels(earlier, tasks)
  onEvent({
    event: 'weights',
    name,
    pretrained,
    loaded: loaded.length,
    initialised,
    ignored,
    ...(labels && { labels }),
  })
  const { labelSmoothing: smoothing, focalGamma, rDrop, threads, activations } = settings
  return TaskModel.create(
    { config, tokenizer, tasks, parameters },
    {
      device: 'cpu',
      threads,
      dropout: dropoutOf(source, settings),
      loss: { smoothing, focalGamma, rDrop },
      recompute: memory.recompute,
      passTokens: memory.passTokens,
      activations,
    },
  )
}

/** Rates of dropout: those asked for, else the model's own. */
export function dropoutOf(
  { config }: Pick<Pretrained, 'config'>,
  settings: Pick<Settings, 'dropout' | 'attentionDropout' | 'headDropout'>,
) {
  const { dropout, attentionDropout, headDropout } = settings
  const hidden = dropout ?? config.hidden_dropout_prob
  return {
    hidden,
    attention: attentionDropout ?? dropout ?? config.attention_probs_dropout_prob,
    head: headDropout ?? dropout ?? config.classifier_dropout ?? hidden,
  }
}

/** The peak rate of each parameter. */
export function ratesOf(settings: CompleteSettings, { config }: Pretrained): (name: string) => number {
  const rates = new Map<string, number>()
  return (name) => {
    let rate = rates.get(name)
    if (rate === undefined) {
      rate = rateOf(name, settings, config.num_hidden_layers)
      rates.set(name, rate)
    }
    return rate
  }
}

function keptLabels(earlier: EarlierRun, tasks: readonly NamedTask[]) {
  const all = { kept: [] as string[], fresh: [] as string[], absent: [] as string[] }
  for (const { name, task } of tasks) {
    const before = matching(earlier.tasks, { name, kind: task.kind }, tasks.length)?.labels ?? []
    for (const label of task.labels) (before.includes(label) ? all.kept : all.fresh).push(label)
    all.absent.push(...before.filter((label) => !task.labels.includes(label)))
  }
  return all
}
