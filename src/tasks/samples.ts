import { defineErrors } from '../base/errors.ts'
import type { TaskDescription } from './build.ts'
import { labelThresholds } from './multi-label-classification.ts'
import type { PredictingModel } from './predict.ts'
import type { SamplePrediction } from './saved-model.ts'
import type { Prediction } from './task.ts'

const fail = defineErrors({
  E_RUN_SAMPLES: {
    zh: {
      what: '载入的模型与保存时不同：任务 {task} 的第 {number} 条样本保存时得到 {expected}，现在得到 {found}',
      fix: '权重、词表或配置被改动过；请从备份恢复，或重新训练；是导出的模型，就重新导出',
    },
    en: {
      what: 'the loaded model is not the one that was saved: sample {number} of task {task} gave {expected}, now {found}',
      fix: 'weights, vocabulary or configuration were changed: restore them, or train again; of an exported model, export it again',
    },
  },
  E_RUN_SAMPLES_ROUNDED: {
    zh: {
      what: '低位数的模型在这里与导出时不同：任务 {task} 的第 {number} 条样本导出时得到 {expected}，现在得到 {found}',
      fix: '文件被改动过，或这里的处理器、运行库舍入不同；请在这里重新导出，或导出为 float32（不加 --quantize）',
    },
    en: {
      what: 'the model in few bits is another here than where it was exported: sample {number} of task {task} gave {expected}, now {found}',
      fix: 'its files were changed, or this processor or runtime rounds otherwise: export it here, or in float32 (without --quantize)',
    },
  },
})

/** How far a score may be from the saved one: another processor adds up in another order. */
export const SCORE_TOLERANCE = 1e-3

/**
 * Checks that a model predicts what it predicted when it was saved.
 *
 * @param samples by task
 * @param folder the model's, for the message
 * @param tolerance how far a score may be off; more than usual of a model in few bits
 * @throws E_RUN_SAMPLES, E_RUN_SAMPLES_ROUNDED
 */
export async function checkSamples(
  model: PredictingModel,
  samples: readonly (readonly SamplePrediction[])[],
  folder: string,
  tolerance = SCORE_TOLERANCE,
): Promise<void> {
  for (const [at, own] of samples.entries()) {
    const { task, description } = model.parts.tasks[at]!
    const settled = settledBy(description, tolerance)
    const encodings = own.map(({ prediction }) => task.encodeText(prediction))
    const found = await model.decode(encodings, await model.logits(encodings, at), at)
    for (const [i, { prediction }] of own.entries()) {
      if (isSame(settled(prediction, prediction), settled(found[i]!, prediction), tolerance)) continue
      const values = { expected: withoutText(prediction), found: withoutText(found[i]!) }
      throw fail(
        tolerance > SCORE_TOLERANCE ? 'E_RUN_SAMPLES_ROUNDED' : 'E_RUN_SAMPLES',
        { task: model.parts.tasks[at]!.name, number: i + 1, ...values },
        { file: folder },
      )
    }
  }
}

/** Samples are training data: a service tells its errors to its log and its clients. */
const withoutText = (prediction: Prediction): string =>
  JSON.stringify(prediction, (key, value: unknown) => (key === 'text' || key === 'pair' ? undefined : value))

/**
 * Leaves out labels whose saved probability is so near their threshold that another processor's rounding decides on
 * them.
 */
function settledBy(description: TaskDescription, tolerance: number) {
  const { labels } = description
  const thresholds = labelThresholds(labels, description)
  return (prediction: Prediction, saved: Prediction): Prediction => {
    if (!('labels' in prediction && 'labels' in saved)) return prediction
    const open = labels.filter((label, at) => Math.abs(saved.scores[label]! - thresholds[at]!) <= tolerance)
    return { ...prediction, labels: prediction.labels.filter((label) => !open.includes(label)) }
  }
}

/** Whether two predictions agree: numbers nearly, everything else exactly. */
export function isSame(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= tolerance
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const keys = Object.keys(a)
  const other = b as Record<string, unknown>
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame((a as Record<string, unknown>)[key], other[key], tolerance))
  )
}
