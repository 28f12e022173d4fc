import { createHash, type Hash } from 'node:crypto'
import { join } from 'node:path'
import { writeFileAtomic } from '../base/files.ts'
import { VERSION } from '../base/version.ts'
import { writeSafetensors } from '../safetensors/index.ts'
import {
  crfChecksum,
  type NamedTask,
  type SamplePrediction,
  type SavedGraph,
  type SavedModel,
  type SavedTask,
} from '../tasks/index.ts'
import { saveTokenizer } from '../tokenize/index.ts'
import type { ModelParts } from './model.ts'

const WEIGHTS = 'model.safetensors'

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
  const hash = createHash('sha256')
  saveEncoder(folder, parts, headConfig(tasks), hash)
  saveDescription(folder, {
    tasks: tasks.map(({ name, description }, i) => ({ name, description, samples: samples[i]! })),
    digests: { [WEIGHTS]: hash.digest('hex') },
  })
}

/** What is to be said of a model that is being saved. */
export interface Description {
  readonly tasks: readonly (Omit<SavedTask, 'crf'> & Partial<Pick<SavedTask, 'crf'>>)[]
  readonly digests: SavedModel['digests']
  /** Of an exported model. */
  readonly graph?: SavedGraph | undefined
}

/** Writes hantune.json. */
export function saveDescription(folder: string, { tasks, digests, graph }: Description): void {
  const described = tasks.map(({ name, description, samples, crf }) => ({
    name,
    ...description,
    ...(crf && { crf: { ...crf, crc32c: crfChecksum(crf) } }),
    samples,
  }))
  const own = {
    format: 2,
    version: VERSION,
    ...(graph && { graph }),
    ...(digests && { sha256: digests }),
    tasks: described,
  }
  writeFileAtomic(join(folder, 'hantune.json'), `${JSON.stringify(own, null, 2)}\n`)
}

export interface ConfigurationOptions {
  /** How other programs shall cut texts. */
  readonly granularity?: 'character' | 'piece'
  /** The most tokens that other programs shall read; left out: all that the encoder can. */
  readonly maxLength?: number
}

/**
 * Writes configuration, tokenizer and all parameters as a folder that Hugging Face's libraries read.
 *
 * @param head what config.json says of the head
 * @param hash takes the file of the weights
 */
export function saveEncoder(
  folder: string,
  { config, parameters, tokenizer }: Pick<ModelParts, 'config' | 'parameters' | 'tokenizer'>,
  head: object,
  hash?: Hash,
): void {
  saveConfiguration(folder, { config, tokenizer }, head)
  const tensors = [...parameters].map(({ name, shape, value }) => ({ name, shape, data: value }))
  writeSafetensors(join(folder, WEIGHTS), tensors, { format: 'pt' }, hash)
}

/**
 * Writes config.json and the tokenizer.
 *
 * @param head what config.json says of the head
 */
export function saveConfiguration(
  folder: string,
  { config, tokenizer }: Pick<ModelParts, 'config' | 'tokenizer'>,
  head: object,
  { granularity = 'piece', maxLength = Number.POSITIVE_INFINITY }: ConfigurationOptions = {},
): void {
  // Weights are written as float32 whatever type the encoder came in; `dtype` is the newer name of the field.
  const dtype = { torch_dtype: 'float32', ...('dtype' in config && { dtype: 'float32' }) }
  const own = Object.fromEntries(Object.entries(config).filter(([key]) => !FOREIGN.includes(key)))
  const json = { ...own, ...dtype, ...head }
  writeFileAtomic(join(folder, 'config.json'), `${JSON.stringify(json, null, 2)}\n`)
  // Other programs cut texts by this; a vocab.txt alone does not say how much the model reads.
  const modelMaxLength = Math.min(
    maxLength,
    tokenizer.parts.modelMaxLength ?? Number.POSITIVE_INFINITY,
    config.max_position_embeddings,
  )
  saveTokenizer(tokenizer, folder, { modelMaxLength, granularity })
}

/** Hugging Face's names of what the logits mean; undefined takes away what another head left in the configuration. */
const PROBLEM_TYPES = {
  ner: undefined,
  cls: 'single_label_classification',
  pair: 'single_label_classification',
  multi: 'multi_label_classification',
} as const

/** What a configuration may say of the files and the code that it came with, and not of what is written here. */
const FOREIGN = ['quantization_config', 'transformers.js_config', 'auto_map', '_name_or_path']

/** What config.json says of the head, where there is one that Hugging Face's libraries know. */
export function headConfig(tasks: readonly NamedTask[]): object {
  const [only, ...others] = tasks
  if (others.length > 0)
    return {
      architectures: ['BertModel'],
      problem_type: undefined,
      id2label: undefined,
      label2id: undefined,
    }
  const { task } = only!
  const architecture = task.kind === 'ner' ? 'BertForTokenClassification' : 'BertForSequenceClassification'
  return {
    architectures: [architecture],
    problem_type: PROBLEM_TYPES[task.kind],
    id2label: Object.fromEntries(task.classes.map((name, id) => [id, name])),
    label2id: Object.fromEntries(task.classes.map((name, id) => [name, id])),
  }
}
