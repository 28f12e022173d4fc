import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assetPath } from '../base/assets.ts'
import { defineErrors } from '../base/errors.ts'
import { existingFolder } from '../base/files.ts'
import { parseJson, placeIn, reasonOf } from '../base/parse-json.ts'
import { RandomStream } from '../base/random.ts'
import { Parameters } from '../engine/index.ts'
import { type DownloadEvent, EMBEDDED_ID, locateModel, resolveModel } from '../hub/index.ts'
import {
  type BertConfig,
  encoderParameters,
  headParameters,
  initialise,
  type LoadReport,
  loadWeights,
  openWeights,
  readBertConfig,
} from '../models/index.ts'
import type { NamedTask } from '../tasks/index.ts'
import { loadTokenizer, type Tokenizer } from '../tokenize/index.ts'
import { type EarlierRun, keepHeads } from './continue.ts'

const fail = defineErrors({
  E_MODEL_RANDOM: {
    zh: {
      what: 'random.json 说明这个模型没有权重，目录里却有 {weights}',
      fix: '要用这份权重，就删去 random.json；要从随机权重开始，就移走权重文件',
    },
    en: {
      what: 'random.json says that this model has no weights, yet {weights} is there',
      fix: 'remove random.json to use the weights, or the weights to start at random',
    },
  },
  E_MODEL_RANDOM_READ: {
    zh: { what: 'random.json 不可用：{reason}', fix: 'weights 的值应为 "random"；不需要这个文件就删去' },
    en: {
      what: 'random.json cannot be used: {reason}',
      fix: 'its weights must be "random"; remove the file if it is not needed',
    },
  },
  E_MODEL_VOCABULARY: {
    zh: {
      what: '词表有 {vocabulary} 个词，模型的词向量只有 {rows} 行',
      fix: '核对 vocab.txt / tokenizer.json 与 config.json 是否来自同一个模型',
    },
    en: {
      what: 'the vocabulary has {vocabulary} entries, the model’s embedding {rows} rows',
      fix: 'check that vocab.txt / tokenizer.json and config.json come from one model',
    },
  },
})

/** The name of the embedded model, and where the package keeps it. */
export const EMBEDDED_MODEL = EMBEDDED_ID
const EMBEDDED_FOLDER = assetPath(EMBEDDED_MODEL)

/** An encoder to start from. */
export interface Pretrained {
  /** As the user named it. */
  readonly name: string
  readonly folder: string
  readonly config: BertConfig
  readonly tokenizer: Tokenizer
  /** False for an encoder without weights: everything starts at random. */
  readonly pretrained: boolean
}

/**
 * Finds an encoder on this machine: a folder, the run folder of a pre-training (its `model` is taken), a hub id in the cache, or without a name the embedded one.
 *
 * @param revision of a hub id; main if left out
 *
 * @throws E_HUB_NOT_CACHED, E_MODEL_CONFIG, E_MODEL_VOCABULARY, E_MODEL_RANDOM, E_MODEL_RANDOM_READ and the tokenizer's errors
 */
export function openPretrained(model?: string, revision?: string): Pretrained {
  const embedded = model === undefined || model === EMBEDDED_MODEL
  const folder = embedded ? EMBEDDED_FOLDER : encoderIn(resolveModel(model, process.env, revision))
  const config = readBertConfig(join(folder, 'config.json'))
  const tokenizer = loadTokenizer(folder)
  if (tokenizer.vocabSize > config.vocab_size) {
    throw fail(
      'E_MODEL_VOCABULARY',
      { vocabulary: tokenizer.vocabSize, rows: config.vocab_size },
      { file: folder },
    )
  }
  return { name: model ?? EMBEDDED_MODEL, folder, config, tokenizer, pretrained: !startsAtRandom(folder) }
}

/** A folder itself, or the model of a pre-training whose run folder it is. */
function encoderIn(folder: string): string {
  if (existsSync(join(folder, 'config.json')) || !existsSync(join(folder, 'config.yaml'))) return folder
  const model = existingFolder(join(folder, 'model'))
  return model !== undefined && existsSync(join(model, 'config.json')) ? model : folder
}

/** Which encoder a job takes, and how it may be come by. */
export interface EncoderChoice {
  /** A folder, a hub id, or `modelscope:ORG/NAME`; left out: the embedded encoder. */
  readonly model?: string
  /** A branch, a tag or a commit of a hub id; left out: main. */
  readonly revision?: string
  /** No network: the encoder must be on this machine. */
  readonly offline?: boolean
}

/**
 * Sees to it that an encoder is on this machine: one that is neither a folder nor in the cache is fetched from the hub.
 *
 * @throws E_HUB_* where that cannot be done; the signal's reason
 */
export async function fetchEncoder(
  { model, revision, offline }: EncoderChoice,
  onEvent: (event: DownloadEvent) => void,
  signal?: AbortSignal,
): Promise<void> {
  if (model === undefined || model === EMBEDDED_MODEL) return
  await locateModel(model, { revision, offline, onEvent, signal })
}

type OrUndefined<T> = { readonly [K in keyof T]?: T[K] | undefined }

/** The encoder of a larger choice, such as that of a whole job. */
export const encoderChoice = ({ model, revision, offline }: OrUndefined<EncoderChoice>): EncoderChoice => ({
  ...(model !== undefined && { model }),
  ...(revision !== undefined && { revision }),
  ...(offline !== undefined && { offline }),
})

/**
 * A folder says in `random.json` that it has no weights on purpose; without it, missing weights are an error.
 *
 * @throws E_MODEL_RANDOM, E_MODEL_RANDOM_READ
 */
function startsAtRandom(folder: string): boolean {
  const file = join(folder, 'random.json')
  if (!existsSync(file)) return false
  let says: unknown
  try {
    says = (parseJson(readFileSync(file, 'utf8')) as { weights?: unknown } | null)?.weights
  } catch (error) {
    throw fail('E_MODEL_RANDOM_READ', { reason: reasonOf(error) }, placeIn(file, error), error)
  }
  if (says !== 'random')
    throw fail('E_MODEL_RANDOM_READ', { reason: `weights: ${JSON.stringify(says)}` }, { file })
  const weights = readdirSync(folder).find((name) => /\.(safetensors|bin)$/.test(name))
  if (weights !== undefined) throw fail('E_MODEL_RANDOM', { weights }, { file })
  return true
}

/** What the parameters of a run start from. */
export interface StartOptions {
  readonly seed: number
  readonly isTrainable: (name: string) => boolean
  readonly optimizerState: 'float32' | 'bfloat16'
  /** The run that is trained on: its heads are kept as far as the classes agree. */
  readonly earlier?: EarlierRun | undefined
  /** Whether the source is this run's own checkpoint: then nothing starts anew, heads included. */
  readonly isResumed?: boolean
}

/** The parameters of an encoder with the heads of its tasks, from the encoder's weights and the seed. */
export function startParameters(
  source: Pretrained,
  tasks: readonly NamedTask[],
  { seed, isTrainable, optimizerState, earlier, isResumed = false }: StartOptions,
): { parameters: Parameters; report: LoadReport } {
  const { config, folder } = source
  const heads = tasks.flatMap(({ task, prefix }) => headParameters(config, task.head, prefix))
  const declarations = [...encoderParameters(config), ...heads]
  const parameters = new Parameters(declarations, isTrainable, { optimizerState })
  const random = new RandomStream(seed, 'initialise')
  const range = config.initializer_range
  if (!source.pretrained) {
    for (const declaration of declarations) initialise(parameters, declaration, random, range)
    return {
      parameters,
      report: { loaded: [], initialised: declarations.map(({ name }) => name), ignored: [] },
    }
  }
  const file = openWeights(folder)
  try {
    if (isResumed) return { parameters, report: loadWeights(parameters, declarations, file) }
    const names = new Set(heads.map(({ name }) => name))
    const replaced = new Set([...names].filter((name) => isClassifier(name) && !hasClasses(config, tasks)))
    const report = loadWeights(parameters, declarations, file, { names, replaced, random, range })
    if (!earlier) return { parameters, report }
    const kept = keepHeads(earlier, tasks, parameters)
    const initialised = report.initialised.filter((name) => !kept.has(name))
    const loaded = [...report.loaded, ...report.initialised.filter((name) => kept.has(name))]
    return { parameters, report: { ...report, loaded, initialised } }
  } finally {
    file.close()
  }
}

const isClassifier = (name: string): boolean => /(^|\.)(classifier|crf)\./.test(name)

/** Whether a checkpoint's classifier tells these classes apart, in this order: only then is it of use. */
function hasClasses({ id2label }: BertConfig, tasks: readonly NamedTask[]): boolean {
  const [only, ...others] = tasks
  return (
    others.length === 0 &&
    id2label !== undefined &&
    only!.task.classes.every((name, id) => id2label[id] === name)
  )
}
