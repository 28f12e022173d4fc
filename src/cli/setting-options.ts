import { HanTuneError } from '../base/errors.ts'
import { defineTexts } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import { parseSettings, type Settings } from '../config/index.ts'
import { type Command, Option } from './program.ts'
import { failUsage } from './usage-errors.ts'

const say = defineTexts({
  epochs: { zh: '训练轮数（默认 10）', en: 'epochs (default 10)' },
  batchSize: { zh: '每步的句数（默认 32）', en: 'texts in a step (default 32)' },
  learningRate: {
    zh: '学习率的峰值（默认按模型大小：2e-5、1e-4，随机权重 5e-4）',
    en: 'peak learning rate (default by model: 2e-5, 1e-4, or 5e-4 for random weights)',
  },
  warmup: {
    zh: '预热步数，小于 1 时为占总步数的比例（默认 0.1）',
    en: 'steps of warmup, or a share of all steps if below 1 (default 0.1)',
  },
  weightDecay: { zh: '权重衰减（默认 0.01）', en: 'weight decay (default 0.01)' },
  maxGradNorm: { zh: '梯度裁剪的范数（默认 1）', en: 'norm that gradients are clipped to (default 1)' },
  dropout: { zh: 'dropout 比率（默认取模型自带的）', en: 'rate of dropout (default: the model’s own)' },
  maxLength: {
    zh: '一次读入的最大长度，含 [CLS] 和 [SEP]（默认取模型上限，但不超过 256）',
    en: 'most tokens in a pass, [CLS] and [SEP] included (default: the model’s limit, 256 at most)',
  },
  granularity: {
    zh: '实体标注的粒度：character 或 piece（默认 character）',
    en: 'units of tagging: character or piece (default character)',
  },
  patience: {
    zh: '验证分数连续几轮不升就停止，0 为不提前停止（默认 3）',
    en: 'epochs without a better score before it stops; 0 never stops (default 3)',
  },
  devShare: {
    zh: '没有 --dev 时，从训练数据中分出多少作验证（默认 0.1）',
    en: 'share of the training data for validation if there is no --dev (default 0.1)',
  },
  numLabels: { zh: '要求数据恰好有这么多种标签', en: 'the number of labels that the data must have' },
  repairTags: {
    zh: '按 seqeval 的规则修复不合法的 BIO 标签，而不是报错',
    en: 'repair tags that BIO forbids as seqeval does, rather than refuse them',
  },
  recompute: {
    zh: '反向时重算激活：省内存，多花约三分之一时间',
    en: 'compute activations again going backward: less memory, a third more time',
  },
  seed: { zh: '随机种子（默认 42）', en: 'seed of randomness (default 42)' },
  threads: { zh: '计算线程数（默认：全部核）', en: 'threads to compute with (default: all cores)' },
})

/** Every setting of a run with its option; a setting without a sign is a switch. */
const OPTIONS: { readonly [name in keyof Settings]?: readonly [flag: string, sign?: 'N' | 'X' | 'UNIT'] } = {
  epochs: ['--epochs', 'N'],
  batchSize: ['--batch-size', 'N'],
  learningRate: ['--lr', 'X'],
  seed: ['--seed', 'N'],
  patience: ['--patience', 'N'],
  maxLength: ['--max-length', 'N'],
  threads: ['--threads', 'N'],
  warmup: ['--warmup', 'X'],
  dropout: ['--dropout', 'X'],
  weightDecay: ['--weight-decay', 'X'],
  maxGradNorm: ['--max-grad-norm', 'X'],
  numLabels: ['--num-labels', 'N'],
  granularity: ['--granularity', 'UNIT'],
  devShare: ['--dev-share', 'X'],
  repairTags: ['--repair-tags'],
  recompute: ['--recompute'],
}

/** Adds the options of the named settings. */
export function addSettingOptions(command: Command, names = Object.keys(OPTIONS)): Command {
  for (const name of names as (keyof Settings)[]) {
    const [flag, sign] = OPTIONS[name]!
    const option = new Option(sign ? `${flag} <${sign}>` : flag, say(name as 'epochs', {}))
    if (sign === 'N' || sign === 'X') option.argParser((text) => numberOf(flag, text, sign))
    command.addOption(option)
  }
  return command
}

/**
 * The settings among parsed options, checked here, so that a message can name the option.
 *
 * @param before what holds where no option says otherwise, checked already
 * @throws E_CLI_VALUE
 */
export function settingsOf(
  values: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const settings: Record<string, unknown> = {}
  for (const [name, [flag]] of Object.entries(OPTIONS)) {
    const value = values[new Option(flag).attributeName()]
    if (value !== undefined) settings[name] = value
  }
  try {
    parseSettings(settings)
  } catch (error) {
    if (!(error instanceof HanTuneError) || error.code !== 'E_SETTING_VALUE') throw error
    const { name, value, allowed } = error.values as Record<'name' | 'value' | 'allowed', string>
    throw failUsage('E_CLI_VALUE', { flag: OPTIONS[name as keyof Settings]![0], value, allowed, near: '' })
  }
  const all = { ...before, ...settings }
  parseSettings(all)
  return all
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const WHOLE = /^[+-]?\d+$/

function numberOf(flag: string, text: string, sign: 'N' | 'X'): number {
  if ((sign === 'N' ? WHOLE : DECIMAL).test(text)) return Number(text)
  const allowed = sign === 'N' ? '1, 2, 3 …' : '1, 0.5, 2e-5 …'
  throw failUsage('E_CLI_VALUE', { flag, value: quote(text), allowed, near: '' })
}
