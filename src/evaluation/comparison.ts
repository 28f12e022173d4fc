import { defineTexts, type Language } from '../base/locale.ts'
import { type Difference, percent } from '../metrics/index.ts'
import type { EvaluationReport } from './evaluate.ts'
import { levelName, points, say, wholeName } from './texts.ts'

const sayHere = defineTexts({
  another: { zh: '与另一次训练比较', en: 'Against another run' },
  against: { zh: '与 {run} 比较', en: 'Against {run}' },
  first: { zh: '另一次', en: 'other' },
  second: { zh: '这一次', en: 'this' },
  difference: { zh: '差', en: 'difference' },
  p: { zh: 'p 值', en: 'p' },
  note: {
    zh: '成对自助抽样：两个模型每次都在同一批抽出的记录上评分。区间含 0 时，差别可能只是偶然。',
    en: 'Paired bootstrap: both models are scored on the same drawn records. Where the interval holds 0, the difference may be chance.',
  },
  ownMacro: { zh: '宏平均 F1（各自的类别）', en: 'macro F1, each over its own classes' },
  jointMacro: { zh: '宏平均 F1（双方的全部类别）', en: 'macro F1, over the classes of both' },
  classesDiffer: {
    zh: '两个模型的类别不同，各自的宏平均（与各自的成绩表一致）不能直接相减；差是对双方全部 {classes} 个类别求的，模型没有的类别记 0。',
    en: 'The models have different classes, so the macro averages of their own tables cannot be subtracted: the difference is over all {classes} classes of either, where a class that a model lacks counts 0.',
  },
})

export interface ComparisonRow {
  readonly name: string
  /** Of one label. */
  readonly isLabel: boolean
  /** Figures of the other run and of this one, the difference, its interval, and p. */
  readonly cells: readonly [string, string, string, string, string]
  /** Which run the difference is surely for, if any. */
  readonly betterIs?: 'first' | 'second'
}

/** A comparison as it is shown, in the terminal and on the page. */
export interface ComparisonTable {
  readonly heading: string
  readonly head: readonly string[]
  readonly rows: readonly ComparisonRow[]
  readonly notes: readonly string[]
}

export function comparisonTable(
  { task, comparison: found, sources }: EvaluationReport,
  language: Language,
): ComparisonTable | undefined {
  if (!found) return undefined
  const { ownMacroF1: own } = found
  const row = (name: string, difference: Difference, isLabel = false): ComparisonRow => {
    const { first, second, low, high, p } = difference
    return {
      name,
      isLabel,
      cells: [
        percent(first),
        percent(second),
        points(difference.difference),
        `${points(low)} … ${points(high)}`,
        p.toFixed(4),
      ],
      ...(low > 0 ? { betterIs: 'second' } : high < 0 ? { betterIs: 'first' } : {}),
    }
  }
  const macro = own
    ? [
        {
          name: sayHere('ownMacro', {}, language),
          isLabel: false,
          cells: [percent(own.first), percent(own.second), '–', '–', '–'] as const,
        },
        row(sayHere('jointMacro', {}, language), found.macroF1),
      ]
    : [row(say('macroF1', {}, language), found.macroF1)]
  const labels = Object.entries(found.perLabel)
  return {
    heading:
      sources.against === undefined
        ? sayHere('another', {}, language)
        : sayHere('against', { run: sources.against }, language),
    head: [
      say('figure', {}, language),
      sayHere('first', {}, language),
      sayHere('second', {}, language),
      sayHere('difference', {}, language),
      say('interval', { level: levelName(found) }, language),
      sayHere('p', {}, language),
    ],
    rows: [
      row(say('microF1', {}, language), found.microF1),
      ...macro,
      row(wholeName(task, language), found.accuracy),
      ...labels.map(([label, difference]) => row(label, difference, true)),
    ],
    notes: [
      sayHere('note', {}, language),
      ...(own ? [sayHere('classesDiffer', { classes: labels.length }, language)] : []),
    ],
  }
}
