import { defineTexts } from '../base/locale.ts'
import { type PretrainSettings, parsePretrainSettings } from '../pretrain/index.ts'
import { type Command, Option } from './program.ts'
import { orByFlag } from './setting-options.ts'
import { readerOf } from './setting-values.ts'

const say = defineTexts({
  masking: {
    zh: '掩码方式：char 逐字，wwm 整词，mac 用近义词替换（默认 wwm）',
    en: 'what is masked: char, whole words (wwm), or words by similar ones (mac); default wwm',
  },
  maskShare: {
    zh: '要预测的词元所占比例（默认 0.15）',
    en: 'share of tokens to be predicted (default 0.15)',
  },
  gist: {
    zh: '另让 [CLS] 预测所在窗口里的几个不同词元，对文本分类有用（默认 0）',
    en: 'so many different tokens of a window are predicted from its [CLS], too: for classification (default 0)',
  },
  words: {
    zh: '词表文件，每行一个词，分词时不拆开',
    en: 'a file of words, one a line, that are kept whole',
  },
  sequenceLength: { zh: '窗口的词元数（默认 128）', en: 'tokens in a window (default 128)' },
  batchSize: { zh: '每步的窗口数（默认 16）', en: 'windows in a step (default 16)' },
  epochs: { zh: '读几遍语料，可以是小数（默认 1）', en: 'times the corpus is read, may be 0.5 (default 1)' },
  steps: { zh: '步数，优先于 --epochs', en: 'steps; takes the place of --epochs' },
  learningRate: {
    zh: '学习率（默认：从零开始 1e-3 或 5e-4，接着已有权重 5e-5）',
    en: 'learning rate (default: 1e-3 or 5e-4 from nothing, 5e-5 from weights)',
  },
  warmup: { zh: '预热步数，小于 1 时是比例（默认 0.05）', en: 'steps of warmup, or a share (default 0.05)' },
  decay: {
    zh: '最后多少步把学习率降到 0，不大于 1 时是比例（默认 0.5）',
    en: 'steps at the end over which the rate falls to 0, or a share (default 0.5)',
  },
  start: {
    zh: '从零开始时的初值：directed 已会看相邻的字，random 与 BERT 相同（默认 directed）',
    en: 'the start from nothing: directed looks at neighbours already, random is BERT’s (default directed)',
  },
  weightDecay: { zh: '权重衰减（默认 0.01）', en: 'weight decay (default 0.01)' },
  maxGradNorm: { zh: '梯度裁剪的范数（默认 1）', en: 'the norm at which gradients are clipped (default 1)' },
  dropout: {
    zh: '随机失活（默认：从零开始为 0，否则取模型自己的）',
    en: 'dropout (default: 0 from nothing, else the model’s own)',
  },
  evaluateEvery: {
    zh: '每多少步评测并保存一次（默认 500）',
    en: 'steps between two evaluations, each of which saves (default 500)',
  },
  devShare: { zh: '留出不训练的文档比例（默认 0.01）', en: 'share of documents held out (default 0.01)' },
  devWindows: { zh: '每次评测最多读多少窗口（默认 128）', en: 'windows of an evaluation (default 128)' },
  recompute: { zh: '反向时重算激活，省内存', en: 'compute activations again going backward: less memory' },
  seed: { zh: '随机种子（默认 42）', en: 'the seed (default 42)' },
  threads: { zh: '线程数（默认：本机核数）', en: 'threads (default: the machine’s cores)' },
})

type Sign = 'N' | 'X' | 'FILE' | 'KIND'
/** Every setting with its option; a setting without one does not compile. */
const FLAGS: {
  readonly [name in keyof PretrainSettings]-?: {
    readonly flag: string
    readonly sign?: Sign
    readonly from?: 0
  }
} = {
  masking: { flag: '--masking', sign: 'KIND' },
  maskShare: { flag: '--mask-share', sign: 'X' },
  gist: { flag: '--gist', sign: 'N', from: 0 },
  words: { flag: '--words', sign: 'FILE' },
  sequenceLength: { flag: '--sequence-length', sign: 'N' },
  batchSize: { flag: '--batch-size', sign: 'N' },
  epochs: { flag: '--epochs', sign: 'X' },
  steps: { flag: '--steps', sign: 'N' },
  learningRate: { flag: '--lr', sign: 'X' },
  warmup: { flag: '--warmup', sign: 'X' },
  decay: { flag: '--decay', sign: 'X' },
  start: { flag: '--start', sign: 'KIND' },
  weightDecay: { flag: '--weight-decay', sign: 'X' },
  maxGradNorm: { flag: '--max-grad-norm', sign: 'X' },
  dropout: { flag: '--dropout', sign: 'X' },
  evaluateEvery: { flag: '--evaluate-every', sign: 'N' },
  devShare: { flag: '--dev-share', sign: 'X' },
  devWindows: { flag: '--dev-windows', sign: 'N' },
  recompute: { flag: '--recompute' },
  seed: { flag: '--seed', sign: 'N', from: 0 },
  threads: { flag: '--threads', sign: 'N' },
}
const NAMES = Object.keys(FLAGS) as (keyof PretrainSettings)[]

export function addPretrainOptions(command: Command): Command {
  for (const name of NAMES) {
    const { flag, sign, from } = FLAGS[name]
    const option = new Option(sign ? `${flag} <${sign}>` : flag, say(name, {}))
    if (sign === 'N' || sign === 'X') option.argParser(readerOf({ flag, sign, ...(from === 0 && { from }) }))
    command.addOption(option)
  }
  return command
}

/**
 * The settings among parsed options, over those of a configuration file.
 *
 * @throws E_CLI_VALUE
 */
export function pretrainSettingsOf(
  options: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const name of NAMES) {
    const value = options[new Option(FLAGS[name].flag).attributeName()]
    if (value !== undefined) given[name] = value
  }
  orByFlag(
    () => parsePretrainSettings(given),
    (name) => FLAGS[name as keyof PretrainSettings].flag,
  )
  return { ...before, ...given }
}
