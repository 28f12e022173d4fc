import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sizeOf } from '../../base/dtypes.ts'
import { defineErrors } from '../../base/errors.ts'
import type { RandomStream } from '../../base/random.ts'
import type { WeightFile } from '../../base/weights.ts'
import type { Parameters } from '../../engine/index.ts'
import type { ParameterDeclaration } from '../../nn/index.ts'
import { openSafetensors, openSafetensorsIndex } from '../../safetensors/index.ts'
import { openTorchFile } from '../../torchfile/index.ts'

const fail = defineErrors({
  E_WEIGHTS_ABSENT: {
    zh: { what: '模型目录里没有权重文件', fix: '目录里要有 model.safetensors 或 pytorch_model.bin' },
    en: { what: 'the model folder holds no weights', fix: 'it needs model.safetensors or pytorch_model.bin' },
  },
  E_WEIGHTS_TWICE: {
    zh: { what: '{first} 和 {second} 是同一个权重的两种写法', fix: '权重文件里只保留其中一个' },
    en: { what: '{first} and {second} are two spellings of one weight', fix: 'keep one of them in the file' },
  },
  E_WEIGHTS_NOT_FINITE: {
    zh: {
      what: '权重 {name} 里有 NaN 或无穷大',
      fix: '权重文件已损坏，或保存它的训练已发散；请换用完好的权重',
    },
    en: {
      what: 'the weight {name} holds NaN or infinity',
      fix: 'the file is damaged, or the training that wrote it had diverged: take sound weights',
    },
  },
  E_WEIGHTS_MISMATCH: {
    zh: {
      what: '权重与 config.json 描述的模型不符；缺少 {missing}；多出 {surplus}；形状不符 {misshapen}',
      fix: '核对 config.json 与权重文件是否来自同一个模型，必要时重新下载',
    },
    en: {
      what: 'the weights are not those of the model in config.json; missing: {missing}; surplus: {surplus}; misshapen: {misshapen}',
      fix: 'check that config.json and the weights come from one model; download it again if need be',
    },
  },
})

/** What became of the parameters of a model and of the tensors of its checkpoint. */
export interface LoadReport {
  readonly loaded: readonly string[]
  /** Parameters of the task's head that the checkpoint does not have: they start at random. */
  readonly initialised: readonly string[]
  /** Tensors that belong to pre-training or to another head. */
  readonly ignored: readonly string[]
}

/** Parameters that may start at random. */
export interface FreshParameters {
  readonly names: ReadonlySet<string>
  /** Those of them that start at random even if the checkpoint has them: they belong to other labels. */
  readonly replaced: ReadonlySet<string>
  readonly random: RandomStream
  /** The standard deviation. */
  readonly range: number
}

/** Tensors that checkpoints carry beside an encoder: pre-training heads, the pooler, a position buffer, other tasks' heads. */
const SET_ASIDE = /^(cls\.|(bert\.)?pooler\.|(bert\.)?embeddings\.position_ids$|classifier\.|crf\.|tasks\.)/

/** Opens the weights of a model folder. @throws E_WEIGHTS_ABSENT and the errors of the formats */
export function openWeights(folder: string): WeightFile {
  const candidates = [
    ['model.safetensors', openSafetensors],
    ['model.safetensors.index.json', openSafetensorsIndex],
    ['pytorch_model.bin', openTorchFile],
  ] as const
  for (const [name, open] of candidates) {
    const path = join(folder, name)
    if (existsSync(path)) return open(path)
  }
  throw fail('E_WEIGHTS_ABSENT', {}, { file: folder })
}

/**
 * Fills parameters from a checkpoint, strictly: every encoder parameter must be there with its shape, and nothing
 * may be left over that is not known to stand beside an encoder. Two old spellings are understood: names without
 * `bert.`, and LayerNorm's `gamma` and `beta`.
 *
 * @param fresh lets parameters of a new head start at random where the checkpoint lacks them or has another number of
 *   classes; without it every parameter must be there, as in a finished model
 * @throws E_WEIGHTS_MISMATCH listing all names, E_WEIGHTS_TWICE, E_WEIGHTS_NOT_FINITE
 */
export function loadWeights(
  parameters: Parameters,
  declarations: readonly ParameterDeclaration[],
  file: WeightFile,
  fresh?: FreshParameters,
): LoadReport {
  const sources = sourcesOf(file)
  const missing: string[] = []
  const misshapen: string[] = []
  const initialised: ParameterDeclaration[] = []
  const loaded: string[] = []
  for (const declaration of declarations) {
    const { name, shape } = declaration
    const source = sources.get(name)
    const fits = source !== undefined && String(source.shape) === String(shape)
    if (fits && !fresh?.replaced.has(name)) loaded.push(name)
    else if (fresh?.names.has(name)) initialised.push(declaration)
    else if (source) misshapen.push(`${name} [${source.shape}] ≠ [${shape}]`)
    else missing.push(name)
  }
  const wanted = new Set(declarations.map(({ name }) => name))
  const beside = [...sources.keys()].filter((name) => !wanted.has(name))
  const surplus = beside.filter((name) => !SET_ASIDE.test(name))
  if (missing.length + misshapen.length + surplus.length > 0) {
    const list = (names: readonly string[]) => names.join(', ') || '–'
    const values = { missing: list(missing), surplus: list(surplus), misshapen: list(misshapen) }
    throw fail('E_WEIGHTS_MISMATCH', values, { file: file.path })
  }
  for (const name of loaded) {
    const { value } = parameters.get(name)
    file.readFloat32(sources.get(name)!.name, value)
    if (!isFiniteSum(value)) {
      throw fail('E_WEIGHTS_NOT_FINITE', { name: sources.get(name)!.name }, { file: file.path })
    }
  }
  for (const declaration of initialised) initialise(parameters, declaration, fresh!.random, fresh!.range)
  return { loaded, initialised: initialised.map(({ name }) => name), ignored: beside }
}

/**
 * Whether all numbers are finite: a sum over what is not is not finite either. A plain loop with four sums: with a function
 * for each number the 102 million of BERT-base took 1.8 s, so 0.17.
 */
function isFiniteSum(value: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0]
  const whole = value.length - (value.length % 4)
  for (let i = 0; i < whole; i += 4) {
    a += value[i]!
    b += value[i + 1]!
    c += value[i + 2]!
    d += value[i + 3]!
  }
  for (let i = whole; i < value.length; i++) a += value[i]!
  return Number.isFinite(a + b + c + d)
}

/** Opens a model folder's weights and fills parameters from them. @throws as `openWeights` and `loadWeights` */
export function loadFolder(
  folder: string,
  parameters: Parameters,
  declarations: readonly ParameterDeclaration[],
  fresh?: FreshParameters,
): LoadReport {
  const file = openWeights(folder)
  try {
    return loadWeights(parameters, declarations, file, fresh)
  } finally {
    file.close()
  }
}

/** Draws a parameter at random: normal with standard deviation `range`, or constant, as declared. */
export function initialise(
  parameters: Parameters,
  declaration: ParameterDeclaration,
  random: RandomStream,
  range: number,
): void {
  const { value } = parameters.get(declaration.name)
  if (declaration.initial !== 'normal') value.fill(declaration.initial === 'ones' ? 1 : 0)
  else for (let i = 0; i < sizeOf(declaration.shape); i++) value[i] = random.normal() * range
}

/** The tensors of a file by their modern names. @throws E_WEIGHTS_TWICE if two spellings of one name are there */
function sourcesOf(
  file: WeightFile,
): Map<string, { readonly name: string; readonly shape: readonly number[] }> {
  const sources = new Map<string, { readonly name: string; readonly shape: readonly number[] }>()
  for (const [name, { shape }] of file.tensors) {
    const other = sources.get(canonical(name))
    if (other) throw fail('E_WEIGHTS_TWICE', { first: other.name, second: name }, { file: file.path })
    sources.set(canonical(name), { name, shape })
  }
  return sources
}

function canonical(name: string): string {
  const modern = name
    .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
    .replace(/LayerNorm\.beta$/, 'LayerNorm.bias')
  return /^(embeddings|encoder|pooler)\./.test(modern) ? `bert.${modern}` : modern
}
