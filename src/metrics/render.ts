import { currentLanguage, defineTexts, type Language } from '../base/locale.ts'
import type { ClassScores } from './classes.ts'
import type { EntityScores } from './entities.ts'
import type { MultiLabelScores } from './multi-label.ts'
import type { Ratios } from './scores.ts'
import { percent, renderTable } from './table.ts'

const say = defineTexts({
  type: { zh: '类型', en: 'type' },
  class: { zh: '类别', en: 'class' },
  precision: { zh: '精确率', en: 'precision' },
  recall: { zh: '召回率', en: 'recall' },
  f1: { zh: 'F1', en: 'F1' },
  entities: { zh: '实体数', en: 'entities' },
  texts: { zh: '文本数', en: 'texts' },
  micro: { zh: '微平均', en: 'micro average' },
  macro: { zh: '宏平均', en: 'macro average' },
  entityCounts: {
    zh: '标准答案有 {support} 个实体，预测出 {predicted} 个，其中 {correct} 个正确。',
    en: '{support} entities in the truth, {predicted} predicted, {correct} of them right.',
  },
  accuracy: {
    zh: '准确率 {accuracy}（{correct}/{total}）',
    en: 'accuracy {accuracy} ({correct} of {total})',
  },
  wholeTexts: {
    zh: '全部类别都对的文本 {accuracy}（{correct}/{total}），逐文本 F1 {f1}，汉明损失 {loss}',
    en: 'texts with exactly the right classes {accuracy} ({correct} of {total}), F1 by text {f1}, Hamming loss {loss}',
  },
  confusions: { zh: '最常见的混淆：', en: 'most frequent confusions:' },
  confusion: { zh: '  {gold} → {predicted}：{count} 次', en: '  {gold} → {predicted}: {count}×' },
})

/** How many confusions a report of classes names. */
const CONFUSIONS_SHOWN = 5

/** A table of entity scores for people, one type a line, the averages last. */
export function renderEntityScores(scores: EntityScores, language: Language = currentLanguage()): string {
  const { support, predicted, correct } = scores
  const table = renderTable([
    header('type', 'entities', language),
    ...Object.entries(scores.perType).map(([label, row]) => numbers(label, row, row.support)),
    numbers(say('micro', {}, language), scores, support),
    numbers(say('macro', {}, language), scores.macro, support),
  ])
  return `${table}\n\n${say('entityCounts', { support, predicted, correct }, language)}`
}

/** A table of class scores for people, one class a line, then the accuracy and the confusions that occur most. */
export function renderClassScores(scores: ClassScores, language: Language = currentLanguage()): string {
  const rows = scores.labels.map((label) => ({ label, ...scores.perClass[label]! }))
  const total = rows.reduce((texts, row) => texts + row.support, 0)
  const correct = scores.labels.reduce((texts, _, at) => texts + scores.confusion[at]![at]!, 0)
  const table = renderTable([
    header('class', 'texts', language),
    ...rows.map((row) => numbers(row.label, row, row.support)),
    numbers(say('macro', {}, language), scores.macro, total),
  ])
  const accuracy = say('accuracy', { accuracy: percent(scores.accuracy), correct, total }, language)
  const confused = worstConfusions(scores).map((entry) => say('confusion', entry, language))
  const tail = confused.length > 0 ? ['', say('confusions', {}, language), ...confused] : []
  return [table, '', accuracy, ...tail].join('\n')
}

/** A table of the scores of classes of which a text may have several, then the figures of whole texts. */
export function renderMultiLabelScores(
  scores: MultiLabelScores,
  language: Language = currentLanguage(),
): string {
  const rows = scores.labels.map((label) => ({ label, ...scores.perLabel[label]! }))
  const given = rows.reduce((sum, row) => sum + row.support, 0)
  const table = renderTable([
    header('class', 'texts', language),
    ...rows.map((row) => numbers(row.label, row, row.support)),
    numbers(say('micro', {}, language), scores.micro, given),
    numbers(say('macro', {}, language), scores.macro, given),
  ])
  const values = {
    accuracy: percent(scores.subsetAccuracy),
    correct: Math.round(scores.subsetAccuracy * scores.texts),
    total: scores.texts,
    f1: percent(scores.samplesF1),
    loss: scores.hammingLoss.toFixed(4),
  }
  return `${table}\n\n${say('wholeTexts', values, language)}`
}

function header(first: 'type' | 'class', last: 'entities' | 'texts', language: Language): string[] {
  return ([first, 'precision', 'recall', 'f1', last] as const).map((key) => say(key, {}, language))
}

function numbers(name: string, { precision, recall, f1 }: Ratios, support: number): string[] {
  return [name, percent(precision), percent(recall), percent(f1), String(support)]
}

function worstConfusions({ labels, confusion }: ClassScores) {
  return confusion
    .flatMap((row, g) => row.map((count, p) => ({ gold: labels[g]!, predicted: labels[p]!, count })))
    .filter(({ gold, predicted, count }) => gold !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, CONFUSIONS_SHOWN)
}
