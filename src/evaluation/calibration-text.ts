import { defineTexts, type Language } from '../base/locale.ts'
import { percent, type Reliability, SENSIBLE_TEMPERATURES } from '../metrics/index.ts'
import type { EvaluationReport } from './evaluate.ts'
import { devName } from './texts.ts'

const say = defineTexts({
  ofEntities: { zh: '每个预测实体的得分', en: 'score of each predicted entity' },
  ofTexts: { zh: '每条文本预测类别的概率', en: 'probability of each text’s class' },
  ofDecisions: { zh: '每条文本每个类别的概率', en: 'probability of each label for each text' },
  note: {
    zh: '依据：{of}（共 {predictions} 个）。ECE 是置信度与实际正确率的平均差距，MCE 是最大差距。',
    en: 'Of the {of} ({predictions} in all). ECE is the mean distance between confidence and how often it is right, MCE the largest.',
  },
  temperature: {
    zh: '在{data}上拟合的温度 {temperature}：ECE {ece}，MCE {mce}，Brier {brier}',
    en: 'temperature {temperature}, fitted on {data}: ECE {ece}, MCE {mce}, Brier {brier}',
  },
  extreme: {
    zh: '注意：温度超出 {least} 到 {most}，拟合没有着落：拟合所用的数据里几乎全对或几乎全错。这个温度和它带来的变化都不能当真，换更多、没有拿来训练的数据再拟合。',
    en: 'Warning: a temperature beyond {least} to {most} is where the fit ran away: it saw hardly an error, or errors only. Neither the temperature nor what it changes means anything; fit on more data that the model did not learn from.',
  },
  nothingToFit: {
    zh: '没有拟合温度：模型在{data}里没有找到任何实体，无从拟合。',
    en: 'No temperature: the model found no entity in {data} to fit one on.',
  },
  range: { zh: '置信度区间', en: 'confidence' },
  count: { zh: '个数', en: 'count' },
  mean: { zh: '平均置信度', en: 'mean confidence' },
  right: { zh: '实际正确率', en: 'share right' },
  true: { zh: '实际为真的比例', en: 'share true' },
})

type Found = Pick<EvaluationReport, 'calibration' | 'sources'>

/** What the confidences are of. */
export function calibrationNote({ calibration: { of, reliability } }: Found, language: Language): string {
  const key = of === 'entities' ? 'ofEntities' : of === 'texts' ? 'ofTexts' : 'ofDecisions'
  const values = { of: say(key, {}, language), predictions: reliability.predictions }
  return say('note', values, language)
}

/** What the temperature does, and whether to believe it; nothing where none was asked for. */
export function temperatureNotes({ calibration: found, sources }: Found, language: Language): string[] {
  const data = devName(sources, language)
  if (found.hasNothingToFit) return [say('nothingToFit', { data }, language)]
  const { scaled } = found
  if (!scaled) return []
  const [ece, mce, brier] = measures(found).map(({ before, after }) => `${before} → ${after}`)
  const values = { data, temperature: scaled.temperature.toFixed(3), ece: ece!, mce: mce!, brier: brier! }
  return [
    say('temperature', values, language),
    ...(scaled.isExtreme ? [say('extreme', SENSIBLE_TEMPERATURES, language)] : []),
  ]
}

/** ECE, MCE and Brier (over all classes where they are known), before and with the temperature. */
export function measures({ reliability, scaled, brierOfClasses }: EvaluationReport['calibration']) {
  const after = scaled?.reliability ?? reliability
  const shown = (value: number) => (reliability.predictions === 0 ? '–' : value.toFixed(4))
  const row = (name: string, before: number, then: number) => ({
    name,
    before: shown(before),
    after: shown(then),
  })
  return [
    row('ECE', reliability.ece, after.ece),
    row('MCE', reliability.mce, after.mce),
    row('Brier', brierOfClasses ?? reliability.brier, scaled?.brierOfClasses ?? after.brier),
  ] as const
}

/** The bins that hold any, with a head; nothing where none does. */
export function binRows(
  { bins }: Reliability,
  of: EvaluationReport['calibration']['of'],
  language: Language,
): string[][] {
  const held = bins.filter(({ count }) => count > 0)
  if (held.length === 0) return []
  const head = (['range', 'count', 'mean', of === 'decisions' ? 'true' : 'right'] as const).map((key) =>
    say(key, {}, language),
  )
  return [
    head,
    ...held.map(({ low, high, count, confidence, accuracy }) => [
      `${low.toFixed(1)}–${high.toFixed(1)}`,
      String(count),
      percent(confidence),
      percent(accuracy),
    ]),
  ]
}
