import { type ModelFacts, type ModelOutcomes, saveThresholds } from '../api/index.ts'
import { defineErrors } from '../base/errors.ts'
import { defineTexts } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import type { EvaluationReport } from '../evaluation/index.ts'
import { DEFAULT_THRESHOLD } from '../metrics/index.ts'
import { type Prediction, withThreshold } from '../tasks/index.ts'
import type { ModelPrediction } from '../train/index.ts'
import { percent } from './format.ts'
import { Option } from './program.ts'
import { DECIMAL } from './setting-values.ts'
import { choiceOf, failUsage } from './usage-errors.ts'

const say = defineTexts({
  threshold: {
    zh: '多标签任务：概率不低于 X 就给出标签（默认 0.5；evaluate --calibrate 会算出更好的）',
    en: 'several labels a text: give those of a probability of X or more (default 0.5; evaluate --calibrate finds a better one)',
  },
  save: {
    zh: '多标签任务：把 --calibrate 选出的阈值存进模型，此后预测、服务、导出都按它：each 每个标签一个，one 统一一个，half 恢复为 0.5',
    en: 'several labels a text: store thresholds in the model, which predict, serve and export then go by: each (one for each label) or one (for all) as chosen on the --calibrate data, half (0.5 again)',
  },
  worse: {
    zh: '注意：在这份数据上，用这些阈值微平均 F1 是 {now}，用 0.5 是 {before}；要恢复，用 --save-thresholds half',
    en: 'note: on these data micro F1 is {now} with these thresholds and {before} with 0.5; --save-thresholds half takes them back',
  },
  saved: { zh: '阈值已存进 {folder}：{thresholds}', en: 'thresholds stored in {folder}: {thresholds}' },
})

const SAVED = ['each', 'one', 'half'] as const
export type SavedChoice = (typeof SAVED)[number]

const fail = defineErrors({
  E_CLI_THRESHOLD_TASK: {
    zh: {
      what: '模型 {folder} 没有多标签任务，用不上 {flag}',
      fix: '去掉它，或换用多标签的模型',
    },
    en: {
      what: 'the model {folder} gives no several labels a text, so {flag} says nothing to it',
      fix: 'leave it out, or take a model of several labels a text',
    },
  },
})

export const thresholdOption = (): Option =>
  new Option('--threshold <X>', say('threshold', {})).argParser((text) => {
    const value = DECIMAL.test(text) ? Number(text) : Number.NaN
    if (value > 0 && value <= 1) return value
    throw failUsage('E_CLI_VALUE', {
      flag: '--threshold',
      value: quote(text),
      allowed: '0 < X ≤ 1: 0.3, 0.5 …',
      near: '',
    })
  })

export const saveThresholdsOption = (): Option =>
  new Option('--save-thresholds <WHICH>', say('save', {})).argParser((text) =>
    choiceOf('--save-thresholds', text, SAVED),
  )

/** @throws E_CLI_SAVE_GIVEN, E_CLI_SAVE_THRESHOLDS */
export function checkSaving({ saveThresholds: choice, threshold, calibrate }: SavingOptions): void {
  if (choice === undefined) return
  if (threshold !== undefined) throw failUsage('E_CLI_SAVE_GIVEN', {})
  if (choice !== 'half' && calibrate === undefined) throw failUsage('E_CLI_SAVE_THRESHOLDS', { choice })
}

interface SavingOptions {
  readonly saveThresholds?: SavedChoice
  readonly threshold?: number
  readonly calibrate?: string
}

/** Thresholds as they were stored in a model. */
export interface SavedThresholds {
  readonly folder: string
  readonly thresholds: Readonly<Record<string, number>>
}

/** Stores thresholds of a report in the model that it is about. @throws E_CLI_THRESHOLD_TASK and as `saveThresholds` */
export function storeThresholds(
  { folder, name, task, labels }: ModelOutcomes,
  { thresholds: found }: EvaluationReport,
  choice: SavedChoice,
): SavedThresholds {
  if (task !== 'multi') throw failTask(folder, '--save-thresholds')
  const of = (label: string): number => {
    if (choice === 'half' || !found) return DEFAULT_THRESHOLD
    return (choice === 'one' ? found.chosen.global : found.chosen.perLabel[label]!).threshold
  }
  const chosen = new Map(labels.map((label) => [label, of(label)]))
  return { folder: saveThresholds(folder, name, chosen), thresholds: Object.fromEntries(chosen) }
}

/** What is told of stored thresholds. */
export const savedText = ({ folder, thresholds }: SavedThresholds): string => {
  const listed = Object.entries(thresholds).map(([label, value]) => `${label} ${value.toFixed(3)}`)
  return say('saved', { folder, thresholds: listed.join(', ') })
}

/** What is told where the thresholds that were stored do less here than 0.5 for all. */
export function worseText({ thresholds: found }: EvaluationReport, choice: SavedChoice): string | undefined {
  if (choice === 'half' || !found) return undefined
  const before = found.here.half.microF1
  const now = (choice === 'one' ? found.here.global : found.here.perLabel).microF1
  return now < before ? say('worse', { now: percent(now), before: percent(before) }) : undefined
}

const failTask = (folder: string, flag: string) => fail('E_CLI_THRESHOLD_TASK', { folder, flag })

/** @throws E_CLI_THRESHOLD_TASK where a threshold would say nothing */
export function requireMultiLabel({ folder, tasks }: ModelFacts): void {
  if (!tasks.some(({ kind }) => kind === 'multi')) throw failTask(folder, '--threshold')
}

/** What a model says of a text, with the labels of another threshold; other tasks stay as they are. */
export function atThreshold(
  prediction: ModelPrediction,
  { tasks }: ModelFacts,
  threshold: number,
): ModelPrediction {
  const change = (own: Prediction, at: number): Prediction =>
    'labels' in own ? withThreshold(own, tasks[at]!.labels, threshold) : own
  if (!('tasks' in prediction)) return change(prediction, 0)
  const changed = tasks.map(({ name }, at) => [name, change(prediction.tasks[name]!, at)] as const)
  return { text: prediction.text, tasks: Object.fromEntries(changed) }
}

/** Outcomes on labelled data, with the labels of another threshold. @throws E_CLI_THRESHOLD_TASK */
export function outcomesAt(outcomes: ModelOutcomes, threshold: number): ModelOutcomes {
  const { folder, task, labels, outputs } = outcomes
  if (task !== 'multi') throw failTask(folder, '--threshold')
  const changed = (outputs as readonly Prediction[]).map((output) =>
    'labels' in output ? withThreshold(output, labels, threshold) : output,
  )
  return { ...outcomes, outputs: changed, thresholds: labels.map(() => threshold) } as ModelOutcomes
}
