import { defineTexts } from '../base/locale.ts'

const NAMES = {
  accuracy: { zh: '准确率', en: 'accuracy' },
  f1: { zh: 'F1', en: 'F1' },
  microF1: { zh: '微平均 F1', en: 'micro F1' },
  macroF1: { zh: '宏平均 F1', en: 'macro F1' },
  precision: { zh: '精确率', en: 'precision' },
  recall: { zh: '召回率', en: 'recall' },
  subsetAccuracy: { zh: '全部标签都对', en: 'all labels right' },
  loss: { zh: '损失', en: 'loss' },
} as const
const say = defineTexts(NAMES)

/** What people call a figure; of `f1/LABEL` the figure and the label. */
export function figureName(figure: string): string {
  const slash = figure.indexOf('/')
  const own = slash < 0 ? figure : figure.slice(0, slash)
  const name = Object.hasOwn(NAMES, own) ? say(own as keyof typeof NAMES, {}) : own
  return slash < 0 ? name : `${name} ${figure.slice(slash + 1)}`
}
