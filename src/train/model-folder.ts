import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { defineErrors } from '../base/errors.ts'
import { existingFolder, writeFileAtomic } from '../base/files.ts'
import { VERSION } from '../base/version.ts'
import { type EngineOptions, Parameters } from '../engine/index.ts'
import { encoderParameters, headParameters, loadFolder, readBertConfig } from '../models/index.ts'
import { writeSafetensors } from '../safetensors/index.ts'
import {
  buildTask,
  checkMaxLength,
  type Prediction,
  TASK_KINDS,
  type TaskDescription,
  type TaskKind,
} from '../tasks/index.ts'
import { loadTokenizer, saveTokenizer, type Tokenizer } from '../tokenize/index.ts'
import { type ModelParts, type NamedTask, TaskModel } from './model.ts'

const fail = defineErrors({
  E_RUN_ABSENT: {
    zh: {
      what: '这里没有 HanTune 模型：找不到 hantune.json',
      fix: '给出训练的输出目录（runs/名称），或其中的 best、last',
    },
    en: {
      what: 'there is no HanTune model here: hantune.json is absent',
      fix: 'give a run folder (runs/NAME), or its best or last',
    },
  },
  E_RUN_DESCRIPTION: {
    zh: {
      what: 'hantune.json 不可用：{reason}',
      fix: '这个文件可能被改动或没有写完整；请从备份恢复或重新训练',
    },
    en: {
      what: 'hantune.json cannot be used: {reason}',
      fix: 'the file may have been changed or cut: restore it or train again',
    },
  },
  E_RUN_SAMPLES: {
    zh: {
      what: '载入的模型与保存时不同：“{text}”保存时得到 {expected}，现在得到 {found}',
      fix: '权重、词表或配置被改动过；请从备份恢复或重新训练',
    },
    en: {
      what: 'the loaded model is not the one that was saved: “{text}” gave {expected}, now {found}',
      fix: 'weights, vocabulary or configuration were changed: restore them or train again',
    },
  },
})

/** How far a score may be from the saved one: another processor adds up in another order. */
const SCORE_TOLERANCE = 1e-3

const sample = z.object({ text: z.string(), prediction: z.looseObject({ text: z.string() }) })
const taskFields = {
  kind: z.enum(TASK_KINDS as [TaskKind, ...TaskKind[]]),
  labels: z.array(z.string()).min(1),
  maxLength: z.number().int().min(8),
  granularity: z.enum(['character', 'piece']),
  decoder: z.enum(['softmax', 'crf']).default('softmax'),
  threshold: z.number().min(0).max(1).optional(),
}
/** Format 1 had one task without a name, and its samples beside it. */
const first = z
  .object({
    format: z.literal(1),
    version: z.string(),
    task: z.object(taskFields),
    samples: z.array(sample),
  })
  .transform(({ version, task, samples }) => ({
    version,
    tasks: [{ ...task, name: task.kind as string, samples }],
  }))
const second = z.object({
  format: z.literal(2),
  version: z.string(),
  tasks: z.array(z.object({ name: z.string().min(1), ...taskFields, samples: z.array(sample) })).min(1),
})
const description = z.union([first, second])

/** A few texts with what the model said of them when it was saved. */
export interface SamplePrediction {
  readonly text: string
  readonly prediction: Prediction
}

/**
 * Writes a model as a folder that Hugging Face's libraries read too (config.json, model.safetensors, tokenizer),
 * with hantune.json beside it. hantune.json comes last: a folder without it is not a model.
 */
export function saveModel(
  folder: string,
  parts: ModelParts,
  samples: readonly (readonly SamplePrediction[])[],
): void {
  const { tasks } = parts
  saveEncoder(folder, parts, headConfig(tasks))
  const described = tasks.map(({ name, description }, i) => ({ name, ...description, samples: samples[i] }))
  const own = { format: 2, version: VERSION, tasks: described }
  writeFileAtomic(join(folder, 'hantune.json'), `${JSON.stringify(own, null, 2)}\n`)
}

/**
 * Writes configuration, tokenizer and all parameters as a folder that Hugging Face's libraries read.
 *
 * @param head what config.json says of the head
 */
export function saveEncoder(
  folder: string,
  { config, parameters, tokenizer }: Pick<ModelParts, 'config' | 'parameters' | 'tokenizer'>,
  head: object,
): void {
  // Weights are written as float32 whatever type the encoder came in; `dtype` is the newer name of the field.
  const dtype = { torch_dtype: 'float32', ...('dtype' in config && { dtype: 'float32' }) }
  const json = { ...config, ...dtype, ...head }
  writeFileAtomic(join(folder, 'config.json'), `${JSON.stringify(json, null, 2)}\n`)
  // Other programs cut texts by this; a vocab.txt alone does not say how much the model reads.
  const modelMaxLength = Math.min(
    tokenizer.parts.modelMaxLength ?? Number.POSITIVE_INFINITY,
    config.max_position_embeddings,
  )
  saveTokenizer(tokenizer, folder, { modelMaxLength })
  const tensors = [...parameters].map(({ name, shape, value }) => ({ name, shape, data: value }))
  writeSafetensors(join(folder, 'model.safetensors'), tensors, { format: 'pt' })
}

/** What config.json says of the head, where there is one that Hugging Face's libraries know. */
function headConfig(tasks: readonly NamedTask[]): object {
  const [only, ...others] = tasks
  if (others.length > 0) return { architectures: ['BertModel'], id2label: undefined, label2id: undefined }
  const { task } = only!
  const architecture = task.kind === 'ner' ? 'BertForTokenClassification' : 'BertForSequenceClassification'
  return {
    architectures: [architecture],
    ...(task.kind === 'multi' && { problem_type: 'multi_label_classification' }),
    id2label: Object.fromEntries(task.classes.map((name, id) => [id, name])),
    label2id: Object.fromEntries(task.classes.map((name, id) => [name, id])),
  }
}

export interface LoadedModel {
  readonly folder: string
  readonly model: TaskModel
}

/**
 * The model folder of a run: its best checkpoint, or the folder itself; the one before where a kill came between.
 *
 * @throws E_RUN_ABSENT
 */
export function modelFolderOf(run: string): string {
  for (const path of [run, join(run, 'best'), join(run, 'last')]) {
    const folder = existingFolder(path)
    if (folder !== undefined && existsSync(join(folder, 'hantune.json'))) return folder
  }
  throw fail('E_RUN_ABSENT', {}, { file: run })
}

/**
 * Loads a saved model and checks that it still predicts what it predicted when it was saved.
 *
 * @param run a run folder (its `best` is taken), or a model folder
 * @throws E_RUN_ABSENT, E_RUN_DESCRIPTION, E_RUN_SAMPLES, E_TASK_WINDOW, E_WEIGHTS_MISMATCH and the errors of the formats
 */
export async function loadModel(run: string, engine: EngineOptions): Promise<LoadedModel> {
  const folder = modelFolderOf(run)
  const config = readBertConfig(join(folder, 'config.json'))
  const tokenizer = loadTokenizer(folder)
  const { tasks: saved } = readDescription(join(folder, 'hantune.json'))
  const tasks = saved.map(({ name, samples: _, ...task }) => {
    checkMaxLength(task.maxLength, config.max_position_embeddings)
    return namedTask(name, task, tokenizer, saved.length)
  })
  const heads = tasks.flatMap(({ task, prefix }) => headParameters(config, task.head, prefix))
  const declarations = [...encoderParameters(config), ...heads]
  const parameters = new Parameters(declarations, () => false)
  loadFolder(folder, parameters, declarations)
  const model = await TaskModel.create({ config, tokenizer, tasks, parameters }, engine)
  try {
    for (const [at, { samples }] of saved.entries())
      await checkSamples(model, at, samples as unknown as readonly SamplePrediction[], folder)
  } catch (error) {
    await model.release()
    throw error
  }
  return { folder, model }
}

/** A task under its name; the head of an only task has no prefix, as Hugging Face's libraries expect it. */
export function namedTask(
  name: string,
  description: TaskDescription,
  tokenizer: Tokenizer,
  count: number,
): NamedTask {
  const prefix = count > 1 ? `tasks.${name}.` : ''
  return { name, prefix, description, task: buildTask(description, tokenizer) }
}

/** The tasks of a saved model, without its weights. @throws E_RUN_DESCRIPTION and the tokenizer's errors */
export function readModelTasks(folder: string) {
  const { tasks } = readDescription(join(folder, 'hantune.json'))
  const tokenizer = loadTokenizer(folder)
  return tasks.map(({ name, samples: _, ...description }) => {
    const { prefix, task } = namedTask(name, description, tokenizer, tasks.length)
    return { name, kind: task.kind, description, prefix, labels: task.labels, classes: task.classes }
  })
}

function readDescription(path: string): z.output<typeof description> {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw fail('E_RUN_DESCRIPTION', { reason: (error as Error).message }, { file: path }, error)
  }
  const parsed = description.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  throw fail('E_RUN_DESCRIPTION', { reason: `${issue.path.join('.')}: ${issue.message}` }, { file: path })
}

async function checkSamples(
  model: TaskModel,
  at: number,
  samples: readonly SamplePrediction[],
  folder: string,
): Promise<void> {
  const { task } = model.parts.tasks[at]!
  const found = await model.predict(
    samples.map(({ prediction }) => task.encodeText(prediction)),
    at,
  )
  for (const [i, { text, prediction }] of samples.entries()) {
    if (isSame(prediction, found[i]!)) continue
    const [expected, now] = [prediction, found[i]].map((value) => JSON.stringify(value))
    throw fail('E_RUN_SAMPLES', { text, expected: expected!, found: now! }, { file: folder })
  }
}

/** Whether two predictions agree: numbers nearly, everything else exactly. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= SCORE_TOLERANCE
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const keys = Object.keys(a)
  const other = b as Record<string, unknown>
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame((a as Record<string, unknown>)[key], other[key]))
  )
}
