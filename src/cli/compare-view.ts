import { defineTexts } from '../base/locale.ts'
import { renderTable, type Scores } from '../metrics/index.ts'
import type { ComparedEntity, Comparison, UnseenRecall } from '../rules/index.ts'
import { percent } from './format.ts'

const say = defineTexts({
  head: {
    zh: '{model} 与词典 {lexicon}（{rules} 条）在 {data} 上（{records} 条）',
    en: '{model} and the lexicon {lexicon} ({rules} rule(s)) on {data} ({records} record(s))',
  },
  type: { zh: '类型', en: 'type' },
  modelP: { zh: '模型 精确率', en: 'model P' },
  modelR: { zh: '召回率', en: 'R' },
  modelF: { zh: 'F1', en: 'F1' },
  rulesP: { zh: '词典 精确率', en: 'lexicon P' },
  gained: { zh: '召回提升', en: 'recall gained' },
  entities: { zh: '实体数', en: 'entities' },
  micro: { zh: '微平均', en: 'micro average' },
  recall: { zh: '召回率', en: 'recall' },
  model: { zh: '模型', en: 'model' },
  lexicon: { zh: '词典', en: 'lexicon' },
  known: { zh: '词典里有的名字', en: 'names in the lexicon' },
  unseen: { zh: '词典里没有的名字', en: 'names not in the lexicon' },
  shares: {
    zh: '标准答案的 {all} 个实体中：两者都找到 {both}，只有模型找到 {onlyModel}，只有词典找到 {onlyRules}，都没找到 {neither}。',
    en: 'Of {all} entities in the truth both find {both}, only the model {onlyModel}, only the lexicon {onlyRules}, neither {neither}.',
  },
  onlyModel: { zh: '只有模型找到的，例如：', en: 'found by the model only, such as:' },
  onlyRules: { zh: '只有词典找到的，例如：', en: 'found by the lexicon only, such as:' },
  points: { zh: '{points} 个百分点', en: '{points} points' },
  example: { zh: '  {place}  {text}', en: '  {place}  {text}' },
})

/** What is compared. */
export interface ComparedWhat {
  readonly model: string
  readonly data: string
  readonly records: number
  /** The file that the lexicon comes from. */
  readonly lexicon: string
  readonly rules: number
}

/** How much of a text is shown on each side of an entity. */
const CONTEXT = 15

/** A comparison for people. */
export function renderComparedWith(comparison: Comparison, about: ComparedWhat, examples: number): string {
  const { both, neither, onlyModel, onlyRules } = comparison
  const counts = { onlyModel: onlyModel.length, onlyRules: onlyRules.length }
  return [
    say('head', { ...about }),
    scoreTable(comparison),
    nameTable(comparison),
    say('shares', { all: both + neither + counts.onlyModel + counts.onlyRules, both, neither, ...counts }),
    ...examplesOf('onlyModel', onlyModel, examples),
    ...examplesOf('onlyRules', onlyRules, examples),
  ].join('\n\n')
}

function scoreTable({ model, rules, recallGained, recallGainedByType }: Comparison): string {
  const row = (name: string, own: Scores, other: Scores | undefined, gained: number): string[] => [
    name,
    ...ratios(own),
    ...ratios(other),
    signed(gained),
    String(own.support),
  ]
  return renderTable([
    [
      say('type', {}),
      ...(['modelP', 'modelR', 'modelF', 'rulesP', 'modelR', 'modelF', 'gained', 'entities'] as const).map(
        (key) => say(key, {}),
      ),
    ],
    ...Object.entries(model.perType).map(([type, own]) =>
      row(type, own, rules.perType[type], recallGainedByType[type]!),
    ),
    row(say('micro', {}), model, rules, recallGained),
  ])
}

const ratios = (scores: Scores | undefined): string[] =>
  [scores?.precision, scores?.recall, scores?.f1].map((share) => percent(share ?? 0))

/** Recall on names that the lexicon has and on those that it has not. */
function nameTable({ known, unseen, unseenByType }: Comparison): string {
  const row = (name: string, { model, rules, support }: UnseenRecall): string[] => [
    name,
    ...[model, rules].map((share) => (share === null ? '–' : percent(share))),
    model === null || rules === null ? '–' : signed(model - rules),
    String(support),
  ]
  return renderTable([
    [say('recall', {}), say('model', {}), say('lexicon', {}), say('gained', {}), say('entities', {})],
    row(say('known', {}), known),
    row(say('unseen', {}), unseen),
    ...Object.entries(unseenByType).map(([type, shares]) => row(`  ${type}`, shares)),
  ])
}

function examplesOf(
  title: 'onlyModel' | 'onlyRules',
  found: readonly ComparedEntity[],
  most: number,
): string[] {
  if (found.length === 0 || most === 0) return []
  const lines = spread(found, most).map(({ text, start, end, label, origin }) => {
    const [from, to] = [Math.max(0, start - CONTEXT), Math.min(text.length, end + CONTEXT)]
    const inside = `${text.slice(from, start)}[${text.slice(start, end)}|${label}]${text.slice(end, to)}`
    const shown = `${from > 0 ? '…' : ''}${inside.replace(/\p{Surrogate}/gu, '')}${to < text.length ? '…' : ''}`
    return say('example', { place: `${origin.file}:${origin.line}`, text: shown.replaceAll('\n', '⏎') })
  })
  return [[say(title, {}), ...lines].join('\n')]
}

/** Some of a list, from all over it. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!)
}

/** A comparison for scripts. */
export function comparisonEvent(comparison: Comparison, about: ComparedWhat, examples: number): object {
  const { onlyModel, onlyRules, known, unseen, ...rest } = comparison
  return {
    event: 'lexicon-comparison',
    ...about,
    scores: { model: rest.model, lexicon: rest.rules },
    recallGained: rest.recallGained,
    recallGainedByType: rest.recallGainedByType,
    names: { known: renamed(known), unseen: renamed(unseen) },
    unseenByType: Object.fromEntries(
      Object.entries(rest.unseenByType).map(([type, shares]) => [type, renamed(shares)]),
    ),
    found: {
      both: rest.both,
      onlyModel: onlyModel.length,
      onlyLexicon: onlyRules.length,
      neither: rest.neither,
    },
    examples: { onlyModel: spread(onlyModel, examples), onlyLexicon: spread(onlyRules, examples) },
  }
}

const renamed = ({ support, model, rules }: UnseenRecall): object => ({ support, model, lexicon: rules })

/** The difference of two shares. */
const signed = (share: number): string =>
  say('points', { points: `${share < 0 ? '−' : '+'}${(100 * Math.abs(share)).toFixed(2)}` })
