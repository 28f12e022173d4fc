import { describe, expect, test } from 'vitest'
import { parseSettings, SETTING_NAMES, type SettingsInput } from '../config/index.ts'
import { newCommand } from './program.ts'
import { FLAGS } from './setting-flags.ts'
import { commandLineOf } from './setting-line.ts'
import { addSettingOptions, settingsOf } from './setting-options.ts'
import { sayOf } from './setting-texts.ts'

function read(args: readonly string[]): Record<string, unknown> {
  const command = addSettingOptions(newCommand('train', ''))
  command.parse(args, { from: 'user' })
  return settingsOf(command.opts())
}

/** Each setting as it may be given, other than its default. */
const GIVEN: {
  readonly [name in keyof SettingsInput]-?: readonly [line: string, value: SettingsInput[name]]
} = {
  epochs: ['--epochs 3', 3],
  batchSize: ['--batch-size 8', 8],
  accumulation: ['--accumulation 4', 4],
  learningRate: ['--lr 0.0001', 1e-4],
  headLearningRate: ['--head-lr 0.002', 0.002],
  crfLearningRate: ['--crf-lr 0.01', 0.01],
  layerDecay: ['--layer-decay 0.9', 0.9],
  rates: ["--rate 'bert.*=0.0001' --rate classifier.bias=0.5", { 'bert.*': 1e-4, 'classifier.bias': 0.5 }],
  taskRates: ['--task-rate ner=0.001', { ner: 0.001 }],
  schedule: ['--schedule cosine', 'cosine'],
  warmup: ['--warmup 200', 200],
  maxGradNorm: ['--max-grad-norm 5', 5],
  trainLayers: ['--train-layers 2', 2],
  freezeEmbeddings: ['--freeze-embeddings', true],
  freeze: ["--freeze 'bert.pooler.*' --freeze classifier.bias", ['bert.pooler.*', 'classifier.bias']],
  weightDecay: ['--weight-decay 0', 0],
  l2: ['--l2 0.001', 0.001],
  dropout: ['--dropout 0.2', 0.2],
  attentionDropout: ['--attention-dropout 0', 0],
  headDropout: ['--head-dropout 0.3', 0.3],
  wordDropout: ['--word-dropout 0.05', 0.05],
  augment: ['--augment entities --augment join', ['entities', 'join']],
  augmentFactor: ['--augment-factor 2', 2],
  labelSmoothing: ['--label-smoothing 0.1', 0.1],
  focalGamma: ['--focal-gamma 2', 2],
  rDrop: ['--r-drop 4', 4],
  fgm: ['--fgm 1', 1],
  ema: ['--ema 0.999', 0.999],
  classWeights: ['--class-weights 好=2 --class-weights a=b=0.5', { 好: 2, 'a=b': 0.5 }],
  head: ['--head crf', 'crf'],
  maxLength: ['--max-length 128', 128],
  granularity: ['--granularity piece', 'piece'],
  taskSampling: ['--task-sampling 1', 1],
  compareSingle: ['--compare-single', true],
  evaluateEvery: ['--evaluate-every 50', 50],
  patience: ['--patience 0', 0],
  metric: ['--metric macroF1', 'macroF1'],
  keepBest: ['--keep-best 3', 3],
  devShare: ['--dev-share 0.2', 0.2],
  numLabels: ['--num-labels 4', 4],
  repairTags: ['--repair-tags', true],
  check: ['--no-check', false],
  tokenColumn: ['--token-column 2', 2],
  tagColumn: ['--tag-column 4', 4],
  textColumn: ['--text-column body', 'body'],
  labelColumn: ['--label-column 3', 3],
  pairColumn: ['--pair-column 2', 2],
  idColumn: ['--id-column no', 'no'],
  labelSeparator: ['--label-separator +', '+'],
  skipUnlabelled: ['--skip-unlabelled', true],
  skipEmpty: ['--skip-empty', true],
  sheet: ['--sheet 2', 2],
  offsets: ['--offsets codepoint', 'codepoint'],
  ends: ['--ends inclusive', 'inclusive'],
  discontinuous: ['--discontinuous skip', 'skip'],
  recompute: ['--recompute', true],
  activations: ['--activations float16', 'float16'],
  optimizerState: ['--optimizer-state bfloat16', 'bfloat16'],
  memoryLimit: ['--memory-limit 4096', 4096],
  auto: ['--auto 2', 2],
  seed: ['--seed 7', 7],
  threads: ['--threads 1', 1],
}
/** As a POSIX shell splits these lines. */
const split = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)

test.each(Object.entries(GIVEN))('%s: from its option and back', (name, [line, value]) => {
  expect(read(split(line))).toEqual({ [name]: value })
  expect(commandLineOf({ [name]: value })).toBe(line)
})

test('every setting is tried above, with a flag of its own', () => {
  expect(Object.keys(GIVEN).sort()).toEqual([...SETTING_NAMES].sort())
  expect(new Set(Object.values(FLAGS).map(({ flag }) => flag)).size).toBe(SETTING_NAMES.length)
})

test('a whole number is said to begin at 0 where 0 is taken, and at 1 where it is not', () => {
  const whole = Object.entries(FLAGS).filter(([, { sign }]) => sign === 'N')
  for (const [name, { flag, from }] of whole) {
    expect(() => read([flag, '1.5'])).toThrow(from === 0 ? /[:：] ?0, 1, 2 …/ : /[:：] ?1, 2, 3 …/)
    const isTaken = () => parseSettings({ [name]: 0 })
    if (from === 0) expect(isTaken).not.toThrow()
    else expect(isTaken, name).toThrow('E_SETTING_VALUE')
  }
})

test('several settings in one line; what is undefined is left out; quotes in names', () => {
  const settings = { epochs: 3, metric: undefined, recompute: false, freeze: ["it's"] }
  expect(commandLineOf(settings)).toBe(`--epochs 3 --no-recompute --freeze 'it'\\''s'`)
  expect(commandLineOf({})).toBe('')
})

test('words for numbers; switches off', () => {
  expect(read(['--train-layers', 'all'])).toEqual({ trainLayers: 'all' })
  expect(read(['--class-weights', 'balanced'])).toEqual({ classWeights: 'balanced' })
  expect(read(['--no-recompute'])).toEqual({ recompute: false })
  expect(read([])).toEqual({})
})

test.each([
  ['--rate bert', 'E_CLI_VALUE', '--rate', 'PATTERN=X'],
  ['--rate bert=x', 'E_CLI_VALUE', '--rate', 'PATTERN=X'],
  ['--rate bert=2', 'E_CLI_VALUE', '--rate', '≤ 1'],
  ['--rate a=1 --rate a=1', 'E_CLI_KEY_TWICE', '--rate', '"a"'],
  ['--task-rate =1', 'E_CLI_VALUE', '--task-rate', 'TASK=X'],
  ['--class-weights balanced --class-weights a=1', 'E_CLI_KEY_TWICE', '--class-weights', '"balanced"'],
  ['--class-weights a=1 --class-weights balanced', 'E_CLI_VALUE', '--class-weights', 'LABEL=X'],
  ['--class-weights even', 'E_CLI_VALUE', '--class-weights', 'balanced'],
  ['--train-layers some', 'E_CLI_VALUE', '--train-layers', 'all'],
  ['--head mlp', 'E_CLI_VALUE', '--head', 'softmax | crf'],
  ['--epochs 1e1', 'E_CLI_VALUE', '--epochs', '1, 2, 3'],
  ['--seed 1.5', 'E_CLI_VALUE', '--seed', '0, 1, 2 …'],
])('%s is refused', (line, code, flag, says) => {
  expect(() => read(split(line))).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(new RegExp(`${flag}[^]*${says}`)) }),
  )
})

describe('help', () => {
  const defaults = Object.entries(parseSettings({})).filter(
    ([name, value]) => name !== 'threads' && (typeof value === 'number' || typeof value === 'string'),
  )

  test.each(defaults)('the text of %s gives its default, %s', (name, value) => {
    for (const [language, sign] of [
      ['zh', '默认 '],
      ['en', 'default '],
    ] as const) {
      const text = sayOf(name as 'epochs', {}, language)
      expect(text).toMatch(new RegExp(`${sign}${String(value).replace('.', '\\.')}(?![.\\d])`))
    }
  })

  test('options stand in groups, switched-off ones are hidden', () => {
    const help = addSettingOptions(newCommand('train', '')).helpInformation()
    expect(help).toMatch(/(Learning rates:|学习率：)\n +--lr <X>/)
    expect(help).not.toContain('--no-')
    const last = Math.max(help.indexOf('Options:\n'), help.indexOf('选项：\n'))
    expect(help.slice(last)).not.toMatch(/(Several tasks:|多任务：)\n/)
  })
})
