import { existsSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { RandomStream } from '../base/random.ts'
import { Parameters } from '../engine/index.ts'
import {
  type BertConfig,
  initialise,
  loadFolder,
  maskedModelParameters,
  mlmParameters,
} from '../models/index.ts'
import { loadTokenizer, loadVocabulary, type Tokenizer } from '../tokenize/index.ts'
import { openPretrained } from '../train/index.ts'
import { architectureOf } from './architecture.ts'
import { directStart } from './initial.ts'
import type { PretrainSettings } from './settings.ts'

const fail = defineErrors({
  E_PRETRAIN_START: {
    zh: {
      what: '没有说从哪里开始：既没有 --init，也没有 model 结构',
      fix: '用 --init 给出已有的模型（如 --init hantune-mini）；或在配置文件里写 model（hidden_size、num_hidden_layers 等）和 vocab',
    },
    en: {
      what: 'nothing says where to start: neither --init nor the architecture of a model',
      fix: 'name a model with --init (such as hantune-mini), or write model (hidden_size, num_hidden_layers …) and vocab in the configuration',
    },
  },
  E_PRETRAIN_START_TWICE: {
    zh: {
      what: '同时给了 --init 和 {other}：已有的模型自带结构和词表',
      fix: '接着已有的权重就去掉 {other}；从零开始就去掉 --init',
    },
    en: {
      what: 'both --init and {other} were given, and a trained model brings its own',
      fix: 'leave out {other} to go on from weights, or --init to start from nothing',
    },
  },
  E_PRETRAIN_INIT: {
    zh: {
      what: '{model} 没有权重（random.json 说明权重是随机的），没有可以接着训练的',
      fix: '换一个有权重的模型；要从零开始，就在配置文件里写 model 和 vocab',
    },
    en: {
      what: '{model} has no weights, as its random.json says: there is nothing to go on from',
      fix: 'name a model with weights; to start from nothing write model and vocab in the configuration',
    },
  },
  E_PRETRAIN_VOCAB: {
    zh: {
      what: '从零开始要有词表：没有给出 vocab，或找不到 {file}',
      fix: '在配置文件里写 vocab: 词表文件（每行一个词元），或带分词器的模型目录',
    },
    en: {
      what: 'a start from nothing needs a vocabulary: vocab was not given, or {file} is not there',
      fix: 'write vocab: with a file of a token a line, or the folder of a model with a tokenizer',
    },
  },
  E_PRETRAIN_MASK: {
    zh: { what: '词表里没有 [MASK]，不能做掩码语言模型', fix: '换用 BERT 的词表' },
    en: { what: 'the vocabulary lacks [MASK]: no masked-language modelling', fix: 'take a BERT vocabulary' },
  },
})

/** Where a run starts. */
export interface StartChoice {
  /** A folder or hub id whose weights are taken. */
  readonly init?: string
  /** Of a hub id; left out: main. */
  readonly revision?: string
  /** The architecture under Hugging Face's names, for a start from random weights. */
  readonly model?: Readonly<Record<string, unknown>>
  /** A file of a token a line, such as a vocab.txt, or a folder with a tokenizer. */
  readonly vocab?: string
}

export interface Start {
  readonly name: string
  readonly config: BertConfig
  readonly tokenizer: Tokenizer
  /** Whether it starts, or once started, from trained weights. */
  readonly isTrained: boolean
  /** Where these weights are. */
  readonly folder: string | undefined
}

/** @throws E_PRETRAIN_START, E_PRETRAIN_START_TWICE, E_PRETRAIN_VOCAB, E_PRETRAIN_MASK and those of model and tokenizer */
export function openStart({ init, revision, model, vocab }: StartChoice): Start {
  const start = init === undefined ? fromNothing(model, vocab) : fromWeights(init, revision, model, vocab)
  if (start.tokenizer.special.mask === undefined) throw fail('E_PRETRAIN_MASK', {})
  return start
}

/** The start of a run as its own folder has it; weights and moments come later. @throws those of model and tokenizer */
export function openSaved(model: string, { init }: StartChoice): Start {
  const { config, tokenizer } = openPretrained(model)
  return { name: init ?? 'random', config, tokenizer, isTrained: init !== undefined, folder: undefined }
}

function fromWeights(
  init: string,
  revision: string | undefined,
  model: unknown,
  vocab: string | undefined,
): Start {
  const other = model !== undefined ? 'model' : vocab !== undefined ? 'vocab' : undefined
  if (other) throw fail('E_PRETRAIN_START_TWICE', { other })
  const { name, config, tokenizer, folder, pretrained } = openPretrained(init, revision)
  if (!pretrained) throw fail('E_PRETRAIN_INIT', { model: name }, { file: folder })
  return { name, config, tokenizer, isTrained: true, folder }
}

function fromNothing(model: StartChoice['model'], vocab: string | undefined): Start {
  if (model === undefined) throw fail('E_PRETRAIN_START', {})
  if (vocab === undefined || !existsSync(vocab)) throw fail('E_PRETRAIN_VOCAB', { file: vocab ?? 'vocab' })
  const tokenizer = tokenizerOf(vocab)
  const config = architectureOf(model, { size: tokenizer.vocabSize, pad: tokenizer.special.pad })
  return { name: 'random', config, tokenizer, isTrained: false, folder: undefined }
}

/** A file under a tokenizer's own name is read with those beside it; any other is a vocabulary by itself. */
function tokenizerOf(path: string): Tokenizer {
  if (statSync(path).isDirectory()) return loadTokenizer(path)
  return ['vocab.txt', 'tokenizer.json'].includes(basename(path))
    ? loadTokenizer(dirname(path))
    : loadVocabulary(path)
}

/** Parameters as a run begins with them. */
export interface Beginning {
  readonly parameters: Parameters
  /** What trained weights lacked and starts at random. */
  readonly initialised: readonly string[]
}

/** The parameters of encoder and head: from the start's weights, and at random what these lack. */
export function startParameters(
  { config, folder }: Start,
  { seed, start }: Pick<PretrainSettings, 'seed' | 'start'>,
): Beginning {
  const declarations = maskedModelParameters(config)
  const parameters = new Parameters(declarations, () => true)
  const random = new RandomStream(seed, 'initialise')
  const range = config.initializer_range
  if (folder !== undefined) {
    const names = new Set(mlmParameters(config).map(({ name }) => name))
    const fresh = { names, replaced: new Set<string>(), random, range }
    const { initialised } = loadFolder(folder, parameters, declarations, fresh)
    return { parameters, initialised }
  }
  for (const declaration of declarations) initialise(parameters, declaration, random, range)
  if (start === 'directed') directStart(parameters, config, random)
  return { parameters, initialised: [] }
}

/** The parameters as a run's own model has them, all of them. @throws as `loadFolder` */
export function savedParameters({ config }: Start, model: string): Parameters {
  const declarations = maskedModelParameters(config)
  const parameters = new Parameters(declarations, () => true)
  loadFolder(model, parameters, declarations)
  return parameters
}
