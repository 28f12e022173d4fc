import { defineTexts, type Language } from '../base/locale.ts'
import { type Interval, type MatchKind, percent, type Scores } from '../metrics/index.ts'
import type { Report, TaskKind } from '../tasks/index.ts'
import type { ThresholdReport } from './confidence.ts'
import type { EvaluationReport, Sources } from './evaluate.ts'
import type { Slice } from './slices.ts'

/** The words that the report in the terminal and the page share. */
export const say = defineTexts({
  micro: { zh: '微平均', en: 'micro average' },
  macro: { zh: '宏平均', en: 'macro average' },
  microF1: { zh: '微平均 F1', en: 'micro F1' },
  macroF1: { zh: '宏平均 F1', en: 'macro F1' },
  accuracy: { zh: '准确率', en: 'accuracy' },
  wholeNer: { zh: '整句全对', en: 'texts entirely right' },
  wholeMulti: { zh: '类别全对', en: 'texts with exactly the right classes' },
  records: { zh: '记录数', en: 'records' },
  support: { zh: '标准答案', en: 'gold items' },
  precision: { zh: '精确率', en: 'precision' },
  recall: { zh: '召回率', en: 'recall' },
  f1: { zh: 'F1', en: 'F1' },
  interval: { zh: '{level} 区间', en: '{level} interval' },
  type: { zh: '类型', en: 'type' },
  figure: { zh: '指标', en: 'figure' },
  intervals: { zh: '成绩与区间', en: 'Scores with intervals' },
  intervalNote: {
    zh: '区间由对记录的自助抽样（{resamples} 次）得出，只反映测试数据多少带来的不确定，不包括换种子重训的差别。',
    en: 'Intervals come from a bootstrap over records ({resamples} resamples). They tell what the amount of test data leaves open, not what training again with another seed would change.',
  },
  errors: { zh: '错误类别', en: 'Kinds of errors' },
  errorsNote: {
    zh: '每个标注实体和每个预测实体恰好计入一类。',
    en: 'Every gold and every predicted entity is counted exactly once.',
  },
  correct: { zh: '正确', en: 'correct' },
  boundary: { zh: '边界错', en: 'boundary' },
  typeError: { zh: '类型错', en: 'type' },
  both: { zh: '边界和类型都错', en: 'boundary and type' },
  missing: { zh: '漏报', en: 'missing' },
  spurious: { zh: '误报', en: 'spurious' },
  wrong: { zh: '错误', en: 'wrong' },
  confusion: { zh: '混淆矩阵', en: 'Confusion matrix' },
  none: { zh: '（无）', en: '(none)' },
  gold: { zh: '标准答案', en: 'truth' },
  predicted: { zh: '预测', en: 'prediction' },
  calibration: { zh: '置信度可信吗', en: 'Calibration' },
  diagonal: { zh: '点在对角线上最好。', en: 'Best is on the diagonal.' },
  confidence: { zh: '置信度', en: 'confidence' },
  rightShare: { zh: '实际正确率', en: 'share right' },
  asIs: { zh: '原样', en: 'as it is' },
  scaled: { zh: '温度缩放后', en: 'with temperature' },
  thresholds: { zh: '阈值', en: 'Thresholds' },
  devData: { zh: '开发集', en: 'the dev data' },
  thresholdsTried: {
    zh: '阈值在{data}上选出；在被评测的数据上，成绩是：',
    en: 'Chosen on {data}. Their scores on the data evaluated:',
  },
  thresholdsOfLabels: { zh: '每类各一个时的阈值：', en: 'The thresholds where each label has its own:' },
  givenFrom: {
    zh: '以上成绩用的阈值（不是默认的 0.5）：{thresholds}',
    en: 'The scores above are at these thresholds, not at 0.5: {thresholds}',
  },
  half: { zh: '都用 0.5', en: '0.5 for all' },
  global: { zh: '统一阈值 {threshold}', en: '{threshold} for all' },
  perLabel: { zh: '每类各一个', en: 'one for each label' },
  threshold: { zh: '阈值', en: 'threshold' },
  devPositives: { zh: '开发集正例', en: 'dev texts with it' },
  slices: { zh: '分组成绩', en: 'Slices' },
  slice: { zh: '分组', en: 'slice' },
  byLength: { zh: '文本长度', en: 'length' },
  byFile: { zh: '来源文件', en: 'file' },
  byField: { zh: '字段“{field}”', en: 'field "{field}"' },
  otherValues: { zh: '（其余 {values} 种取值）', en: '(the other {values} values)' },
  noValue: { zh: '（没有填）', en: '(says nothing)' },
  byLabel: { zh: '含有类型', en: 'has label' },
  byEntity: { zh: '实体在训练集中', en: 'entity in training data' },
  byText: { zh: '文本在训练集中', en: 'text in training data' },
  known: { zh: '见过', en: 'known' },
  otherType: { zh: '见过，但类型不同', en: 'known as another type' },
  unseen: { zh: '没见过', en: 'unseen' },
  class: { zh: '类别', en: 'class' },
  label: { zh: '标签', en: 'label' },
  fewNote: {
    zh: '* 含有它的记录不足 {fewest} 条，太少，说明不了什么：区间只反映这几条，看上去再窄也不可信。',
    en: '* Fewer than {fewest} records hold it: too few to tell. The interval knows these few only, however narrow it looks.',
  },
  noLabel: { zh: '（没有任何标签）', en: '(none at all)' },
})

const KINDS = {
  correct: 'correct',
  boundary: 'boundary',
  type: 'typeError',
  both: 'both',
  missing: 'missing',
  spurious: 'spurious',
} as const

export function kindName(kind: MatchKind, language: Language): string {
  return say(KINDS[kind], {}, language)
}

const SLICES = {
  length: 'byLength',
  file: 'byFile',
  field: 'byField',
  label: 'byLabel',
  entity: 'byEntity',
  text: 'byText',
} as const

export function sliceKind({ by, field = '' }: Pick<Slice, 'by' | 'field'>, language: Language): string {
  return say(SLICES[by], { field }, language)
}

export function sliceName({ by, name, values }: Slice, language: Language): string {
  if (values !== undefined) return say('otherValues', { values }, language)
  if (by === 'field' && name === '') return say('noValue', {}, language)
  if (by === 'label' && name === '') return say('noLabel', {}, language)
  if (by !== 'entity' && by !== 'text') return name
  if (name === 'other-type') return say('otherType', {}, language)
  return say(name === 'known' ? 'known' : 'unseen', {}, language)
}

/** Below so many records a bootstrap draws the same few again and again. */
export const FEWEST = 10

/** An interval; marked where it rests on too few records, and a dash where there is no figure. */
export function intervalOf(interval: Interval | null, records: number): string {
  if (!interval) return '–'
  return `${percents(interval)}${records < FEWEST ? ' *' : ''}`
}

/** What the marks mean, where there are any. */
export function fewNote(records: readonly number[], language: Language): string[] {
  return records.some((count) => count < FEWEST) ? [say('fewNote', { fewest: FEWEST }, language)] : []
}

/** How many gold items each label has. */
export function supportOf(scores: Report): Readonly<Record<string, Scores>> {
  return 'perType' in scores ? scores.perType : 'perClass' in scores ? scores.perClass : scores.perLabel
}

/** What the labels of a task are called. */
export function labelHead(task: TaskKind, language: Language): string {
  return say(task === 'ner' ? 'type' : task === 'multi' ? 'label' : 'class', {}, language)
}

/** The figure of records that are right as a whole. */
export function wholeName(task: TaskKind, language: Language): string {
  return say(task === 'ner' ? 'wholeNer' : task === 'multi' ? 'wholeMulti' : 'accuracy', {}, language)
}

/** What temperature and thresholds come from. In Chinese a name has blanks around it. */
export function devName({ dev }: Sources, language: Language): string {
  if (dev === undefined) return say('devData', {}, language)
  return language === 'zh' ? ` ${dev} ` : dev
}

/** `95%`. */
export const levelName = ({ level }: { readonly level: number }): string => `${Math.round(100 * level)}%`

/** From which probabilities on labels were given; '' where it is 0.5. */
export function givenNote(givenFrom: EvaluationReport['givenFrom'], language: Language): string {
  if (!givenFrom) return ''
  const [first, ...rest] = givenFrom
  const isOne = rest.every(({ threshold }) => threshold === first!.threshold)
  const listed = isOne
    ? first!.threshold.toFixed(3)
    : givenFrom.map(({ label, threshold }) => `${label} ${threshold.toFixed(3)}`).join(', ')
  return say('givenFrom', { thresholds: listed }, language)
}

/** What thresholds give here, a row each, and the threshold of each label with its texts in the dev data. */
export function thresholdRows({ here, chosen }: ThresholdReport, language: Language) {
  const row = (name: string, { microF1, macroF1 }: ThresholdReport['here']['half']) => [
    name,
    percent(microF1),
    percent(macroF1),
  ]
  return {
    tried: [
      row(say('half', {}, language), here.half),
      row(say('global', { threshold: chosen.global.threshold.toFixed(3) }, language), here.global),
      row(say('perLabel', {}, language), here.perLabel),
    ],
    labels: Object.entries(chosen.perLabel).map(([label, { threshold, positives }]) => [
      label,
      threshold.toFixed(3),
      String(positives),
    ]),
  }
}

/** `80.1–85.3`, in per cent. */
export function percents({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}`
}

/** A difference in per cent points, with its sign. */
export function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${(100 * Math.abs(difference)).toFixed(2)}`
}
