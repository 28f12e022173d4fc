import type { InferenceSession } from 'onnxruntime-node'
import { defineErrors } from '../base/errors.ts'
import { decodeUtf8 } from '../base/parse-json.ts'
import {
  checkMaxLength,
  checkSamples,
  type ModelPrediction,
  namedTask,
  parseSavedModel,
  predictTexts,
  type SavedGraph,
  type SavedModel,
  type TaskFacts,
  type TaskInput,
  taskFacts,
} from '../tasks/index.ts'
import { decodeText, parseTokenizer, type Tokenizer } from '../tokenize/pure/index.ts'
import { ModelFiles } from './_files.ts'
import { requireInputs } from './_inputs.ts'
import { ChainDecoder } from './chain.ts'
import { FusedModel, outputName } from './fused-model.ts'
import { type OnnxRuntime, orReleased, Runner } from './runner.ts'

const fail = defineErrors({
  E_PREDICTOR_GRAPH: {
    zh: {
      what: '这不是导出的模型：hantune.json 没有写明 ONNX 文件',
      fix: '先用 hantune export RUN --to onnx 导出',
    },
    en: {
      what: 'this is no exported model: hantune.json names no ONNX file',
      fix: 'export it first: hantune export RUN --to onnx',
    },
  },
})

export interface PredictorSource {
  /** `onnxruntime-node` or `onnxruntime-web`, as a module. */
  readonly ort: OnnxRuntime
  /** Gives a file of the exported folder by its name, such as `onnx/model.onnx`; undefined where there is none. */
  read(name: string): Promise<Uint8Array | undefined>
  /** Options of ONNX Runtime's session, such as `{ executionProviders: ['wasm'] }`. */
  readonly session?: InferenceSession.SessionOptions
}

/** One task of a model. */
export type ModelTask = TaskFacts

export interface ScoreOptions {
  /** Whether to give the probability of every class; entities and several labels have theirs anyway. */
  readonly scores?: boolean
}

/** An exported model, ready to predict. */
export interface GraphPredictor {
  /** Of the program that wrote it. */
  readonly version: string
  readonly precision: SavedGraph['precision']
  readonly tasks: readonly ModelTask[]
  /** Predictions in the order of the texts. @throws E_PREDICTOR_INPUTS, E_PREDICTOR_INPUT, E_PREDICTOR_BLANK, E_PREDICTOR_SURROGATE, E_PREDICTOR_PAIR_EXCESS, E_TASK_PAIR_ABSENT, E_PREDICTOR_RUN, E_PREDICTOR_NUMBERS, E_PREDICTOR_CLOSED */
  predict(texts: readonly TaskInput[], options?: ScoreOptions): Promise<ModelPrediction[]>
  release(): Promise<void>
}

/**
 * Opens a folder that `hantune export --to onnx` wrote, in Node or in a browser, and checks that it predicts what it
 * predicted when it was written.
 *
 * @throws E_PREDICTOR_FILE, E_PREDICTOR_GRAPH, E_PREDICTOR_DAMAGED, E_PREDICTOR_CONFIG, E_PREDICTOR_OPEN, E_RUN_DESCRIPTION,
 *   E_TASK_WINDOW, E_RUN_SAMPLES, E_RUN_SAMPLES_ROUNDED and the tokenizer's errors
 */
export async function createPredictor({ ort, read, session = {} }: PredictorSource): Promise<GraphPredictor> {
  const files = new ModelFiles(read)
  const description = await files.need('hantune.json')
  const saved = parseSavedModel(() => decodeUtf8(description), 'hantune.json')
  if (!saved.graph) throw fail('E_PREDICTOR_GRAPH', {})
  const positions = await files.positions()
  if (positions !== undefined)
    for (const task of saved.tasks) checkMaxLength(task.description.maxLength, positions)
  const tokenizer = await tokenizerOf(files, saved)
  const runner = await Runner.open(ort, await files.need(saved.graph.file, saved.digests), session)
  const model = await orReleased(runner, () => graphModel(saved, tokenizer, runner))
  try {
    const samples = saved.tasks.map((task) => task.samples)
    await checkSamples(model, samples, saved.graph.file, saved.graph.tolerance)
  } catch (error) {
    await model.release()
    throw error
  }
  const tasks = tasksOf(model)
  return {
    version: saved.version,
    precision: saved.graph.precision,
    tasks,
    async predict(inputs, { scores = false } = {}) {
      requireInputs(inputs, tasks)
      return predictTexts(model, inputs, undefined, scores)
    },
    release: () => model.release(),
  }
}

/** @throws E_PREDICTOR_FILE, E_PREDICTOR_DAMAGED and the tokenizer's errors */
async function tokenizerOf(files: ModelFiles, { digests }: SavedModel): Promise<Tokenizer> {
  const name = 'tokenizer.json'
  const texts = new Map([[name, decodeText(await files.need(name, digests), name)]])
  for (const other of ['tokenizer_config.json', 'special_tokens_map.json']) {
    const bytes = await files.find(other)
    if (bytes) texts.set(other, decodeText(bytes, other))
  }
  const folder = { folder: '', path: (own: string) => own, read: (own: string) => texts.get(own) }
  return parseTokenizer(folder, { characters: true })
}

/** The model of an opened graph, as hantune.json describes it. */
export function graphModel({ tasks }: SavedModel, tokenizer: Tokenizer, runner: Runner): FusedModel {
  const fused = tasks.map(({ name, description, crf }) => {
    const named = namedTask(name, description, tokenizer, tasks.length)
    const chain = crf && new ChainDecoder(crf, named.task.head.crf!)
    return { ...named, output: outputName(name, tasks.length), chain }
  })
  return new FusedModel(runner, fused, tokenizer.special.pad)
}

/** What a model says of its tasks. */
export const tasksOf = (model: FusedModel): ModelTask[] => taskFacts(model.parts.tasks)
