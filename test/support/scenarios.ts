import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RandomStream } from '../../src/base/random.ts'
import type { SettingsInput } from '../../src/config/index.ts'
import type { LabelledText } from '../../src/data/index.ts'

/** A run that goes wrong for one reason, small enough to train in seconds on one thread. */
export interface Scenario {
  readonly name: ScenarioName
  readonly train: readonly LabelledText[]
  readonly dev: readonly LabelledText[]
  readonly encoder: EncoderSize
  readonly settings: SettingsInput
  /** The finding that must come first; undefined for a healthy run. */
  readonly finding: string | undefined
}

export interface EncoderSize {
  readonly width: number
  readonly layers: number
}

export const SCENARIO_NAMES = [
  'healthy',
  'overfitting',
  'no-convergence',
  'slow',
  'divergence',
  'rate-high',
  'dead-labels',
  'imbalance',
  'memory',
  'dev-small',
] as const
export type ScenarioName = (typeof SCENARIO_NAMES)[number]

const FILLER = [
  ...'的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经',
]
const KEYS = [
  ...'春夏秋冬风云雨雪山河湖海花草树木金银铜铁米面茶酒虎豹熊狼鸟鱼虫马刀剑弓车船桥路灯红黄蓝绿黑白紫灰',
]
const LABELS = ['天气', '山水', '器物', '动物', '交通', '颜色']

interface Kind {
  /** Records of each class. */
  readonly counts: readonly number[]
  /** Characters that mark a class; more of them are seen less often each. */
  readonly keys: number
  /** Characters without meaning in a text, at most. */
  readonly filler?: number
  /** The share of records whose label is drawn by lot. */
  readonly noise?: number
}

/** Texts of classes that single characters give away, in filler that means nothing. */
function texts(part: string, { counts, keys, filler = 10, noise = 0 }: Kind): LabelledText[] {
  const random = new RandomStream(7, 'scenario/', part)
  const rows = counts.flatMap((count, label) =>
    Array.from({ length: count }, () => {
      const key = random.pick(KEYS.slice(label * keys, (label + 1) * keys))
      const length = 3 + random.below(filler - 2)
      const characters = Array.from({ length }, () => random.pick(FILLER))
      characters.splice(random.below(length + 1), 0, key)
      const shown = random.uniform() < noise ? random.below(counts.length) : label
      return { text: characters.join(''), label: LABELS[shown]! }
    }),
  )
  return random
    .shuffle(rows)
    .map((row, index) => ({ ...row, origin: { file: `${part}.tsv`, line: index + 1 } }))
}

const SMALL = { width: 32, layers: 1 } as const
const BASE = { batchSize: 8, learningRate: 0.005, patience: 0, threads: 1, seed: 42 } as const
const balanced = (classes: number, each: number) => Array.from({ length: classes }, () => each)

export function scenario(name: ScenarioName): Scenario {
  const easy = {
    name,
    encoder: SMALL,
    train: texts('train', { counts: balanced(4, 40), keys: 4 }),
    dev: texts('dev', { counts: balanced(4, 50), keys: 4 }),
  }
  switch (name) {
    case 'healthy':
      return { ...easy, settings: { ...BASE, epochs: 10 }, finding: undefined }
    case 'overfitting':
      return {
        ...easy,
        train: texts('train', { counts: balanced(2, 60), keys: 12, filler: 16, noise: 0.3 }),
        dev: texts('dev', { counts: balanced(2, 200), keys: 12, filler: 16 }),
        // At a higher rate it depends on the processor's rounding whether so small a model learns anything.
        settings: { ...BASE, epochs: 30, dropout: 0, learningRate: 0.002 },
        finding: 'COACH_OVERFITTING',
      }
    case 'no-convergence':
      return {
        ...easy,
        settings: { ...BASE, epochs: 20, learningRate: 1e-7 },
        finding: 'COACH_NO_CONVERGENCE',
      }
    case 'slow':
      return {
        ...easy,
        settings: { ...BASE, epochs: 5, learningRate: 0.002, dropout: 0 },
        finding: 'COACH_SLOW',
      }
    case 'divergence':
      return {
        ...easy,
        settings: { ...BASE, epochs: 6, learningRate: 1, maxGradNorm: 1e9, warmup: 0 },
        finding: 'COACH_DIVERGENCE',
      }
    case 'rate-high':
      return {
        ...easy,
        settings: { ...BASE, epochs: 10, learningRate: 0.05, warmup: 0 },
        finding: 'COACH_RATE_HIGH',
      }
    case 'dead-labels':
      return {
        ...easy,
        train: texts('train', { counts: [400, 8], keys: 1 }),
        dev: texts('dev', { counts: [200, 40], keys: 1 }),
        settings: { ...BASE, epochs: 3, learningRate: 0.002 },
        finding: 'COACH_DEAD_LABELS',
      }
    case 'imbalance':
      return {
        ...easy,
        train: texts('train', { counts: [200, 200, 30, 30], keys: 6 }),
        dev: texts('dev', { counts: [100, 100, 40, 40], keys: 6 }),
        settings: { ...BASE, epochs: 6, learningRate: 0.003 },
        finding: 'COACH_IMBALANCE',
      }
    case 'memory':
      return {
        ...easy,
        // Large enough for its parameters to count in megabytes.
        encoder: { width: 256, layers: 2 },
        settings: { ...BASE, epochs: 4, batchSize: 64, memoryLimit: 100 },
        finding: 'COACH_MEMORY',
      }
    case 'dev-small':
      return {
        ...easy,
        train: texts('train', { counts: balanced(2, 60), keys: 6, noise: 0.15 }),
        dev: texts('dev', { counts: balanced(2, 6), keys: 6, noise: 0.15 }),
        settings: { ...BASE, epochs: 6, seed: 1 },
        finding: 'COACH_DEV_SMALL',
      }
  }
}

/** Writes an encoder whose vocabulary covers every scenario; its weights are drawn from the run's seed. */
export function writeScenarioEncoder(folder: string, { width, layers }: EncoderSize): void {
  const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...new Set([...FILLER, ...KEYS])]
  const config = {
    model_type: 'bert',
    vocab_size: vocabulary.length,
    hidden_size: width,
    num_hidden_layers: layers,
    num_attention_heads: 2,
    intermediate_size: 2 * width,
    max_position_embeddings: 64,
    type_vocab_size: 2,
    hidden_act: 'gelu',
    layer_norm_eps: 1e-12,
    hidden_dropout_prob: 0.1,
    attention_probs_dropout_prob: 0.1,
    initializer_range: 0.02,
    pad_token_id: 0,
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'vocab.txt'), `${vocabulary.join('\n')}\n`)
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'random.json'), JSON.stringify({ weights: 'random' }))
}
