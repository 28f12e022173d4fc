import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineErrors, placedAt } from '../base/errors.ts'
import { readBertConfig } from '../models/index.ts'
import {
  type FusedModel,
  graphModel,
  type ModelTask,
  orReleased,
  type ScoreOptions,
  tasksOf,
} from '../predictor/index.ts'
import {
  checkMaxLength,
  checkSamples,
  type ModelPrediction,
  type OnBatch,
  predictTexts,
  type SavedModel,
  type TaskInput,
} from '../tasks/index.ts'
import { loadTokenizer, TOKENIZER_FILES } from '../tokenize/index.ts'
import {
  checkDigests,
  type Digests,
  digestsOf,
  modelFolderOf,
  readDescription,
  readModel,
  weightFiles,
} from '../train/index.ts'
import { drawInference, type Precision } from './graph.ts'
import { openRunner } from './runtime.ts'
import { fusedModel, sourceOf } from './source.ts'

const fail = defineErrors({
  E_INFERENCE_GRAPH: {
    zh: { what: '找不到模型文件 {name}', fix: '导出目录不完整；请重新执行 hantune export' },
    en: {
      what: 'the model file {name} is absent',
      fix: 'the exported folder is not whole: run hantune export again',
    },
  },
})

/** What says how a model is to be read. */
const DESCRIBING = ['hantune.json', 'config.json']

export interface InferenceOptions {
  /** Threads of ONNX Runtime. */
  readonly threads: number
}

export interface PredictOptions extends ScoreOptions {
  readonly onBatch?: OnBatch
}

/** A model opened for prediction alone: encoder and heads as one graph. */
export interface InferenceModel {
  readonly folder: string
  /** SHA-256 over those of the description, the tokenizer's files and the weights': what predicts otherwise has another one. */
  readonly hash: string
  /** Of the program that saved it. */
  readonly version: string
  readonly precision: Precision
  readonly tasks: readonly ModelTask[]
  /** The model itself, for whoever encodes and decodes by himself. */
  readonly model: FusedModel
  /** Predictions in the order of the texts. @throws E_TASK_PAIR_ABSENT, E_PREDICTOR_RUN, E_PREDICTOR_NUMBERS, E_PREDICTOR_CLOSED */
  predict(texts: readonly TaskInput[], options?: PredictOptions): Promise<ModelPrediction[]>
  release(): Promise<void>
}

/**
 * Opens a model for prediction and checks that it predicts what it predicted when it was saved. ONNX Runtime blocks
 * the thread that calls it.
 *
 * @param run a run folder (its `best` is taken), a model folder, or a folder that `hantune export` wrote
 * @throws E_RUN_ABSENT, E_RUN_DESCRIPTION, E_RUN_SAMPLES, E_RUN_SAMPLES_ROUNDED, E_WEIGHTS_DAMAGED, E_INFERENCE_GRAPH, E_PREDICTOR_OPEN and the errors of the formats
 */
export async function openInference(run: string, { threads }: InferenceOptions): Promise<InferenceModel> {
  const folder = modelFolderOf(run)
  const saved = readDescription(folder)
  const names = [...DESCRIBING, ...TOKENIZER_FILES, ...(saved.graph ? [] : weightFiles(folder))]
  const digesting = digestsOf(folder, names)
  digesting.catch(() => {})
  const graph = saved.graph && readGraph(folder, saved.graph.file)
  const model = await (graph ? openGraph(folder, saved, graph, threads) : openWeights(folder, threads))
  let hash: string
  try {
    const samples = saved.tasks.map((task) => task.samples)
    await checkSamples(model, samples, folder, saved.graph?.tolerance)
    const digests = new Map(await digesting)
    if (graph) digests.set(saved.graph!.file, createHash('sha256').update(graph).digest())
    checkDigests(folder, saved.digests, digests)
    hash = hashOf(digests)
  } catch (error) {
    await model.release()
    throw error
  }
  return {
    folder,
    hash,
    version: saved.version,
    precision: saved.graph?.precision ?? 'fp32',
    tasks: tasksOf(model),
    model,
    predict: (texts, { scores = false, onBatch } = {}) => predictTexts(model, texts, onBatch, scores),
    release: () => model.release(),
  }
}

/** A folder that training wrote: the graph is drawn here. */
async function openWeights(folder: string, threads: number): Promise<FusedModel> {
  const { parts } = readModel(folder)
  const runner = await openRunner(drawInference(sourceOf(parts)), threads)
  return orReleased(runner, () => fusedModel(runner, parts))
}

/** A folder that `hantune export` wrote. */
async function openGraph(
  folder: string,
  saved: SavedModel,
  graph: Uint8Array,
  threads: number,
): Promise<FusedModel> {
  const { max_position_embeddings } = readBertConfig(join(folder, 'config.json'))
  for (const { description } of saved.tasks) checkMaxLength(description.maxLength, max_position_embeddings)
  const tokenizer = loadTokenizer(folder, { characters: true })
  const runner = await openRunner(graph, threads).catch((error: unknown) => {
    throw placedAt(error, { file: join(folder, saved.graph!.file) })
  })
  return orReleased(runner, () => graphModel(saved, tokenizer, runner))
}

/** The bytes that are opened are those that the hash is of. @throws E_INFERENCE_GRAPH */
function readGraph(folder: string, name: string): Uint8Array {
  const file = join(folder, name)
  if (!existsSync(file)) throw fail('E_INFERENCE_GRAPH', { name }, { file: folder })
  return readFileSync(file)
}

/** SHA-256 over names and digests, in hexadecimal digits. */
function hashOf(digests: Digests): string {
  const whole = createHash('sha256')
  for (const [name, digest] of digests) whole.update(`${name}\0`).update(digest)
  return whole.digest('hex')
}
