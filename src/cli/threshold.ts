import type { ModelFacts, ModelOutcomes } from '../api/index.ts'
import { defineErrors } from '../base/errors.ts'
import { defineTexts } from '../base/locale.ts'
import { quote } from '../base/quote.ts'
import { type Prediction, withThreshold } from '../tasks/index.ts'
import type { ModelPrediction } from '../train/index.ts'
import { Option } from './program.ts'
import { DECIMAL } from './setting-values.ts'
import { failUsage } from './usage-errors.ts'

const say = defineTexts({
  threshold: {
    zh: '多标签任务：概率不低于 X 就给出标签（默认 0.5；evaluate --calibrate 会算出更好的）',
    en: 'several labels a text: give those of a probability of X or more (default 0.5; evaluate --calibrate finds a better one)',
  },
})

const fail = defineErrors({
  E_CLI_THRESHOLD_TASK: {
    zh: {
      what: '模型 {folder} 没有多标签任务，用不上 --threshold',
      fix: '去掉 --threshold，或换用多标签的模型',
    },
    en: {
      what: 'the model {folder} gives no several labels a text, so --threshold says nothing to it',
      fix: 'leave out --threshold, or take a model of several labels a text',
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

/** @throws E_CLI_THRESHOLD_TASK where a threshold would say nothing */
export function requireMultiLabel({ folder, tasks }: ModelFacts): void {
  if (!tasks.some(({ kind }) => kind === 'multi')) throw fail('E_CLI_THRESHOLD_TASK', { folder })
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
  if (task !== 'multi') throw fail('E_CLI_THRESHOLD_TASK', { folder })
  const changed = (outputs as readonly Prediction[]).map((output) =>
    'labels' in output ? withThreshold(output, labels, threshold) : output,
  )
  return { ...outcomes, outputs: changed } as ModelOutcomes
}
