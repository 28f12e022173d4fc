import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PLACES = ['北京', '上海', '南京', '苏州', '天津']
const FRAMES = [
  '我在_工作',
  '去_的火车',
  '_今天下雨',
  '他从_回来',
  '_的天气如何',
  '明天到_开会',
  '😀明天到_开会',
  '哈哈😀_见',
]
const GOOD = ['很好用', '非常满意', '质量不错', '推荐购买']
const BAD = ['太差了', '非常失望', '质量糟糕', '不要购买']

/** Sentences with a place each, as BIO lines. */
export function bioLines(): string {
  return FRAMES.flatMap((frame) =>
    PLACES.map((place) => {
      const [before, after] = frame.split('_') as [string, string]
      const tagged = [...before].map((c) => `${c} O`)
      const [first, ...rest] = [...place]
      tagged.push(`${first} B-LOC`, ...rest.map((c) => `${c} I-LOC`))
      return [...tagged, ...[...after].map((c) => `${c} O`)].join('\n')
    }),
  ).join('\n\n')
}

/** Reviews of two classes, as TSV. */
export function tsvLines(): string {
  const rows = (texts: string[], label: string) =>
    texts.flatMap((text) => ['', '真的', '我觉得'].map((start) => `${start}${text}\t${label}`))
  return [...rows(GOOD, '好评'), ...rows(BAD, '差评')].join('\n')
}

/** Writes data files and an encoder small enough to train in a second; returns their paths. */
export function writeTiny(folder: string): { bio: string; tsv: string; model: string } {
  const paths = {
    bio: join(folder, 'places.bio'),
    tsv: join(folder, 'reviews.tsv'),
    model: join(folder, 'tiny'),
  }
  writeFileSync(paths.bio, `${bioLines()}\n`)
  writeFileSync(paths.tsv, `${tsvLines()}\n`)
  writeTinyEncoder(paths.model)
  return paths
}

function writeTinyEncoder(folder: string): void {
  const characters = [...new Set([...FRAMES, ...PLACES, ...GOOD, ...BAD, '真的我觉得'].join(''))]
  const vocabulary = [
    '[PAD]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    '[MASK]',
    ...characters.filter((c) => c !== '_' && c !== '😀'),
  ]
  const config = {
    model_type: 'bert',
    vocab_size: vocabulary.length,
    hidden_size: 32,
    num_hidden_layers: 1,
    num_attention_heads: 2,
    intermediate_size: 64,
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

/** Settings under which the tiny encoder learns its data. */
export const TINY_SETTINGS = {
  epochs: 12,
  batchSize: 8,
  learningRate: 0.01,
  patience: 0,
  threads: 1,
  head: 'softmax',
} as const
