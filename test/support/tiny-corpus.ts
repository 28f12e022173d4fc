import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './temporary.ts'

const SUBJECTS = ['猫', '狗', '马', '羊', '牛', '鸡']
const VERBS = ['吃', '看', '找', '等']
const OBJECTS = ['草', '鱼', '米', '肉', '菜', '豆']

/** Documents of a language with one rule: who eats what depends on who it is. */
export function documents(count: number): string[] {
  return Array.from({ length: count }, (_, d) => {
    const sentences = Array.from({ length: 6 }, (_, s) => {
      const who = (d * 7 + s * 5) % SUBJECTS.length
      return `${SUBJECTS[who]}在${VERBS[(d + s) % VERBS.length]}${OBJECTS[who]}。`
    })
    return sentences.join('')
  })
}

/** A corpus, and a vocabulary for it, in a folder of their own. */
export function tinyCorpus(count = 60) {
  const folder = temporaryFolder()
  const texts = join(folder, 'corpus.txt')
  writeFileSync(texts, `${documents(count).join('\n\n')}\n`)
  const characters = [...SUBJECTS, ...VERBS, ...OBJECTS, '在', '。', ...'小大多少上下']
  const vocab = join(folder, 'vocab.txt')
  writeFileSync(vocab, `${['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...characters].join('\n')}\n`)
  return { folder, texts, vocab, out: join(folder, 'run') }
}

export const MODEL = {
  hidden_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 32,
  max_position_embeddings: 32,
}

export const SETTINGS = {
  masking: 'char',
  sequenceLength: 24,
  batchSize: 4,
  steps: 20,
  evaluateEvery: 8,
  devShare: 0.1,
  learningRate: 0.01,
  threads: 1,
}
