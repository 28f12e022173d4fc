import type { Settings } from '../config/index.ts'
import type { sayGroup } from './setting-texts.ts'

/** What stands for a value in the help, and how it is read; a setting without a sign is a switch. */
export type Sign =
  | 'N'
  | 'X'
  | 'all|N'
  | 'SIZE'
  | 'PATTERN'
  | 'METHOD'
  | 'PATTERN=X'
  | 'TASK=X'
  | 'balanced|LABEL=X'
  | 'UNIT'
  | 'SHAPE'
  | 'HEAD'
  | 'TYPE'
  | 'FIGURE'
  | 'COLUMN'
  | 'TEXT'
  | 'WAY'

export interface Flag {
  readonly group: Parameters<typeof sayGroup>[0]
  readonly flag: string
  readonly sign?: Sign
  /** The least of whole numbers, 1 unless said: for the message to what is none. */
  readonly from?: 0
}

const flag = (group: Flag['group'], name: string, sign?: Sign, from?: 0): Flag => ({
  group,
  flag: `--${name}`,
  ...(sign && { sign }),
  ...(from === 0 && { from }),
})

/** Every setting of a run with its option, in the order of the help; a setting without one does not compile. */
export const FLAGS: { readonly [name in keyof Settings]-?: Flag } = {
  epochs: flag('steps', 'epochs', 'N'),
  batchSize: flag('steps', 'batch-size', 'N'),
  accumulation: flag('steps', 'accumulation', 'N'),
  warmup: flag('steps', 'warmup', 'X'),
  schedule: flag('steps', 'schedule', 'SHAPE'),
  maxGradNorm: flag('steps', 'max-grad-norm', 'X'),

  learningRate: flag('rates', 'lr', 'X'),
  headLearningRate: flag('rates', 'head-lr', 'X'),
  crfLearningRate: flag('rates', 'crf-lr', 'X'),
  layerDecay: flag('rates', 'layer-decay', 'X'),
  rates: flag('rates', 'rate', 'PATTERN=X'),
  taskRates: flag('rates', 'task-rate', 'TASK=X'),

  trainLayers: flag('frozen', 'train-layers', 'all|N'),
  freezeEmbeddings: flag('frozen', 'freeze-embeddings'),
  freeze: flag('frozen', 'freeze', 'PATTERN'),

  weightDecay: flag('regular', 'weight-decay', 'X'),
  l2: flag('regular', 'l2', 'X'),
  dropout: flag('regular', 'dropout', 'X'),
  attentionDropout: flag('regular', 'attention-dropout', 'X'),
  headDropout: flag('regular', 'head-dropout', 'X'),
  wordDropout: flag('regular', 'word-dropout', 'X'),
  augment: flag('regular', 'augment', 'METHOD'),
  augmentFactor: flag('regular', 'augment-factor', 'X'),
  labelSmoothing: flag('regular', 'label-smoothing', 'X'),
  focalGamma: flag('regular', 'focal-gamma', 'X'),
  classWeights: flag('regular', 'class-weights', 'balanced|LABEL=X'),
  rDrop: flag('regular', 'r-drop', 'X'),
  fgm: flag('regular', 'fgm', 'X'),
  ema: flag('regular', 'ema', 'X'),

  head: flag('model', 'head', 'HEAD'),
  maxLength: flag('model', 'max-length', 'N'),
  granularity: flag('model', 'granularity', 'UNIT'),

  taskSampling: flag('tasks', 'task-sampling', 'X'),
  compareSingle: flag('tasks', 'compare-single'),

  evaluateEvery: flag('scores', 'evaluate-every', 'N', 0),
  patience: flag('scores', 'patience', 'N', 0),
  metric: flag('scores', 'metric', 'FIGURE'),
  keepBest: flag('scores', 'keep-best', 'N'),
  devShare: flag('scores', 'dev-share', 'X'),
  numLabels: flag('scores', 'num-labels', 'N'),
  repairTags: flag('reading', 'repair-tags'),
  check: flag('reading', 'check'),
  tokenColumn: flag('reading', 'token-column', 'N'),
  tagColumn: flag('reading', 'tag-column', 'N'),
  textColumn: flag('reading', 'text-column', 'COLUMN'),
  labelColumn: flag('reading', 'label-column', 'COLUMN'),
  pairColumn: flag('reading', 'pair-column', 'COLUMN'),
  idColumn: flag('reading', 'id-column', 'COLUMN'),
  labelSeparator: flag('reading', 'label-separator', 'TEXT'),
  skipUnlabelled: flag('reading', 'skip-unlabelled'),
  skipEmpty: flag('reading', 'skip-empty'),
  sheet: flag('reading', 'sheet', 'COLUMN'),
  offsets: flag('reading', 'offsets', 'UNIT'),
  ends: flag('reading', 'ends', 'WAY'),
  discontinuous: flag('reading', 'discontinuous', 'WAY'),

  recompute: flag('machine', 'recompute'),
  activations: flag('machine', 'activations', 'TYPE'),
  optimizerState: flag('machine', 'optimizer-state', 'TYPE'),
  memoryLimit: flag('machine', 'memory-limit', 'SIZE'),
  auto: flag('machine', 'auto', 'N', 0),
  seed: flag('machine', 'seed', 'N', 0),
  threads: flag('machine', 'threads', 'N'),
}
