import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineErrors } from '../base/errors.ts'
import { RandomStream } from '../base/random.ts'
import { Parameters } from '../engine/index.ts'
import { resolveModel } from '../hub/index.ts'
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
import type { AnyTask } from '../tasks/index.ts'
import { loadTokenizer, type Tokenizer } from '../tokenize/index.ts'

const fail = defineErrors({
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
export const EMBEDDED_MODEL = 'hantune-mini'
const EMBEDDED_FOLDER = fileURLToPath(new URL(`../../assets/${EMBEDDED_MODEL}`, import.meta.url))

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
 * Finds an encoder: a folder, a hub id in the local cache, or without a name the embedded one.
 *
 * @throws E_HUB_NOT_CACHED, E_MODEL_CONFIG, E_MODEL_VOCABULARY and the tokenizer's errors
 */
export function openPretrained(model?: string): Pretrained {
  const embedded = model === undefined || model === EMBEDDED_MODEL
  const folder = embedded ? EMBEDDED_FOLDER : resolveModel(model)
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

/** A folder says in `random.json` that it has no weights on purpose; without it, missing weights are an error. */
function startsAtRandom(folder: string): boolean {
  const path = join(folder, 'random.json')
  return existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).weights === 'random'
}

/** The parameters of an encoder with a task's head, from the encoder's weights and the seed. */
export function startParameters(
  source: Pretrained,
  task: AnyTask,
  seed: number,
): { parameters: Parameters; report: LoadReport } {
  const { config, folder } = source
  const head = headParameters(config, task.head)
  const declarations = [...encoderParameters(config), ...head]
  const parameters = new Parameters(declarations, () => true)
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
    const fresh = new Set(head.map(({ name }) => name))
    return {
      parameters,
      report: loadWeights(parameters, declarations, file, { fresh, strictHead: false, random, range }),
    }
  } finally {
    file.close()
  }
}
