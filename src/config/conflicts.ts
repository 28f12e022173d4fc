import { defineErrors } from '../base/errors.ts'
import { matches } from './patterns.ts'
import type { Settings } from './schema.ts'

const fail = defineErrors({
  E_SETTING_CRF_LOSS: {
    zh: {
      what: '{name} 改的是逐字的交叉熵，head: crf 的损失是整句标签序列的似然，两者不能同用',
      fix: '去掉 {name}，或用 head: softmax',
    },
    en: {
      what: '{name} shapes the cross-entropy of single tokens; the loss of head: crf is that of whole tag sequences',
      fix: 'leave out {name}, or use head: softmax',
    },
  },
  E_SETTING_FGM_FROZEN: {
    zh: {
      what: 'fgm 要沿词向量的梯度扰动它们，而 {name} 冻结了词向量，没有梯度',
      fix: '去掉 fgm，或让词向量参与训练',
    },
    en: {
      what: 'fgm moves word embeddings along their gradient, and {name} freezes them, so that they have none',
      fix: 'leave out fgm, or let the embeddings learn',
    },
  },
  E_MULTI_LOSS: {
    zh: {
      what: '{name} 改的是互斥类别的交叉熵，而任务 {task} 是多标签，每个标签各自判断是否',
      fix: '去掉 {name}',
    },
    en: {
      what: '{name} shapes the cross-entropy of classes that exclude each other; the task {task} has several labels a text, each answered by itself',
      fix: 'leave out {name}',
    },
  },
})

const WORD_EMBEDDINGS = 'bert.embeddings.word_embeddings.weight'

/**
 * Refuses settings each of which is right, but which do not go together.
 *
 * @throws E_SETTING_CRF_LOSS, E_SETTING_FGM_FROZEN
 */
export function checkConflicts(settings: Settings): void {
  const { head, labelSmoothing, focalGamma, classWeights, fgm } = settings
  if (head === 'crf') {
    if (labelSmoothing > 0) throw fail('E_SETTING_CRF_LOSS', { name: 'labelSmoothing' })
    if (focalGamma > 0) throw fail('E_SETTING_CRF_LOSS', { name: 'focalGamma' })
    if (classWeights !== 'none') throw fail('E_SETTING_CRF_LOSS', { name: 'classWeights' })
  }
  const frozenBy = fgm > 0 ? freezerOf(settings) : undefined
  if (frozenBy) throw fail('E_SETTING_FGM_FROZEN', { name: frozenBy })
}

/**
 * Refuses what shapes the loss of classes that exclude each other, for a task with several labels a text.
 *
 * @param task its name
 * @throws E_MULTI_LOSS
 */
export function checkMultiLoss(
  { labelSmoothing, focalGamma, rDrop, classWeights }: Settings,
  task: string,
): void {
  const asked = { labelSmoothing, focalGamma, rDrop, classWeights: classWeights === 'none' ? 0 : 1 }
  for (const [name, value] of Object.entries(asked))
    if (value !== 0) throw fail('E_MULTI_LOSS', { name, task })
}

/** The setting that keeps word embeddings from learning. */
function freezerOf({ freezeEmbeddings, trainLayers, freeze }: Settings): keyof Settings | undefined {
  if (freezeEmbeddings) return 'freezeEmbeddings'
  if (trainLayers !== 'all') return 'trainLayers'
  return freeze.some((pattern) => matches(pattern, WORD_EMBEDDINGS)) ? 'freeze' : undefined
}
