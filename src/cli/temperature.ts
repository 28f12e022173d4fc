import { type ModelOutcomes, saveTemperature } from '../api/index.ts'
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

export const saveTemperatureOption = (): Option => new Option('--save-temperature', say('save', {}))

/** @throws E_CLI_SAVE_TEMPERATURE where there is nothing to fit it on */
export function checkTemperature(options: { saveTemperature?: boolean; calibrate?: string }): void {
  if (options.saveTemperature && options.calibrate === undefined)
    throw failUsage('E_CLI_SAVE_TEMPERATURE', {})
}

/** A temperature as it was stored in a model. */
export interface SavedTemperature {
  readonly folder: string
  readonly temperature: number
}

/** Stores the temperature of a report in the model that it is about. @throws as `saveTemperature` */
export async function storeTemperature(
  { folder, name }: ModelOutcomes,
  { calibration }: EvaluationReport,
): Promise<SavedTemperature> {
  // Tasks without one are refused by their kind, whatever the number.
  const temperature = calibration.scaled?.temperature ?? 1
  return { folder: await saveTemperature(folder, name, temperature), temperature }
}

/** What is told of a stored temperature. */
export const temperatureText = ({ folder, temperature }: SavedTemperature): string =>
  say('saved', { folder, temperature: temperature.toFixed(3) })
