import { type ModelOutcomes, saveTemperature } from '../api/index.ts'
import { defineErrors } from '../base/errors.ts'
import { defineTexts } from '../base/locale.ts'
import type { EvaluationReport } from '../evaluation/index.ts'
import { Option } from './program.ts'
import { failUsage } from './usage-errors.ts'

const say = defineTexts({
  save: {
    zh: '文本分类、句对：把在 --calibrate 数据上拟合的温度存进模型，此后预测、服务、导出的分数都是校准过的；标签不变',
    en: 'classes of texts or pairs: store the temperature fitted on the --calibrate data in the model, so that predict, serve and export give calibrated scores from then on; no label changes',
  },
  saved: {
    zh: '温度 {temperature} 已存进 {folder}：此后的分数都按它校准',
    en: 'temperature {temperature} stored in {folder}: scores are calibrated from now on',
  },
})

const fail = defineErrors({
  E_CLI_SAVE_BOTH: {
    zh: {
      what: '--save-temperature 不能和 {flag} 一起用',
      fix: '去掉其中一个：温度属于每条一个类别的任务，阈值属于多标签任务',
    },
    en: {
      what: '--save-temperature goes without {flag}',
      fix: 'leave one out: a temperature is for one class a text, thresholds are for several labels',
    },
  },
})

export const saveTemperatureOption = (): Option => new Option('--save-temperature', say('save', {}))

interface TemperatureOptions {
  readonly saveTemperature?: boolean
  readonly calibrate?: string
  readonly saveThresholds?: string
  readonly threshold?: number
}

/** @throws E_CLI_SAVE_TEMPERATURE where there is nothing to fit it on, E_CLI_SAVE_BOTH */
export function checkTemperature(options: TemperatureOptions): void {
  if (!options.saveTemperature) return
  if (options.saveThresholds !== undefined) throw fail('E_CLI_SAVE_BOTH', { flag: '--save-thresholds' })
  if (options.threshold !== undefined) throw fail('E_CLI_SAVE_BOTH', { flag: '--threshold' })
  if (options.calibrate === undefined) throw failUsage('E_CLI_SAVE_TEMPERATURE', {})
}

/** A temperature as it was stored in a model. */
export interface SavedTemperature {
  readonly folder: string
  readonly temperature: number
}

/**
 * Stores the temperature of a report in the model that it is about.
 *
 * @param stamp the model's, from before it was evaluated
 * @throws as `saveTemperature`
 */
export async function storeTemperature(
  { folder, name }: ModelOutcomes,
  { calibration }: EvaluationReport,
  stamp: string,
): Promise<SavedTemperature> {
  // Tasks without one are refused by their kind, whatever the number.
  const temperature = calibration.scaled?.temperature ?? 1
  return { folder: await saveTemperature(folder, name, temperature, stamp), temperature }
}

/** What is told of a stored temperature. */
export const temperatureText = ({ folder, temperature }: SavedTemperature): string =>
  say('saved', { folder, temperature: temperature.toFixed(3) })
