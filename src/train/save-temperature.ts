import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineErrors } from '../base/errors.ts'
import { writeFolderAtomic } from '../base/files.ts'
import { quote } from '../base/quote.ts'
import { isSensibleTemperature, SENSIBLE_TEMPERATURES } from '../metrics/index.ts'
import type { SamplePrediction, TaskKind } from '../tasks/index.ts'
import { freshSamples } from './checkpoints.ts'
import { type ClaimedModel, claimModel } from './claim-model.ts'
import { type ModelParts, TaskModel } from './model.ts'
import { readModel } from './model-folder.ts'
import { saveModel } from './save-model.ts'
import { hasTrainingState } from './state.ts'

const fail = defineErrors({
  E_TEMPERATURE_TASK: {
    zh: {
      what: '模型里没有名为 {task}、每条文本一个类别的任务，温度存不进去',
      fix: '能存温度的任务（文本分类、句对）：{known}',
    },
    en: {
      what: 'the model has no task {task} of one class a text, so no temperature can be stored',
      fix: 'tasks that take one (classes of texts, or of pairs): {known}',
    },
  },
  E_TEMPERATURE_STATE: {
    zh: {
      what: '这个目录里还有训练状态，接着训练要用到原来的权重',
      fix: '等训练有了 best 再存，或把模型文件另存到别的目录',
    },
    en: {
      what: 'the folder also holds a state of training, which goes on from the weights as they are',
      fix: 'wait until the run has a best model, or keep the model in a folder of its own',
    },
  },
  E_TEMPERATURE_RANGE: {
    zh: {
      what: '温度不能是 {value}：须在 {least} 到 {most} 之间',
      fix: '拟合到这么极端，说明拟合所用的数据里几乎全对或几乎全错：换更多、没有拿来训练的数据再拟合',
    },
    en: {
      what: 'the temperature cannot be {value}: it must be from {least} to {most}',
      fix: 'a fit that ends out there saw hardly an error, or errors only: fit on more data that the model did not learn from',
    },
  },
})

/** Tasks whose scores are a softmax over the classifier's outputs. */
const SOFTMAX: readonly TaskKind[] = ['cls', 'pair']
const WEIGHTS = /^(model([-.].*)?\.safetensors|pytorch_model([-.].*)?\.bin)(\.index\.json)?$/

/**
 * Divides the logits of a task by a temperature from now on: its classifier's weights and bias are divided by it, so that
 * every program that reads the model, or an export of it, gives the calibrated scores. No label changes. The folder is
 * replaced in one step, samples and all.
 *
 * @param run a run folder (its `best` is taken), or a model folder
 * @param task its name
 * @param temperature from 0.05 to 20; above 1 scores become less sure, below 1 surer; of a second call it multiplies with the first
 * @returns the model folder
 * @param stamp what the model must be still, of `modelStamp`
 * @throws E_TEMPERATURE_TASK, E_TEMPERATURE_RANGE, E_TEMPERATURE_STATE, E_FILE_WRITE and what `claimModel` and `readModel` throw
 */
export async function saveTemperature(
  run: string,
  task: string,
  temperature: number,
  stamp?: string,
): Promise<string> {
  const model = claimModel(run, stamp)
  try {
    await writeTemperature(model, task, temperature)
  } finally {
    model.release()
  }
  return model.path
}

async function writeTemperature(
  { folder, tasks: saved }: ClaimedModel,
  task: string,
  temperature: number,
): Promise<void> {
  const able = saved.filter(({ description }) => SOFTMAX.includes(description.kind))
  if (!able.some(({ name }) => name === task)) {
    const known = able.map(({ name }) => name).join(', ') || '–'
    throw fail('E_TEMPERATURE_TASK', { task: quote(task), known }, { file: folder })
  }
  if (!isSensibleTemperature(temperature))
    throw fail('E_TEMPERATURE_RANGE', {
      value: Number(temperature.toPrecision(4)),
      ...SENSIBLE_TEMPERATURES,
    })
  if (hasTrainingState(folder)) throw fail('E_TEMPERATURE_STATE', {}, { file: folder })
  const { parts, samples } = readModel(folder)
  const { prefix } = parts.tasks.find(({ name }) => name === task)!
  for (const name of ['weight', 'bias']) {
    const { value } = parts.parameters.get(`${prefix}classifier.${name}`)
    for (const [i, number] of value.entries()) value[i] = number / temperature
  }
  const fresh = await samplesAnew(parts, samples)
  writeFolderAtomic(folder, (into) => {
    for (const file of readdirSync(folder))
      if (!WEIGHTS.test(file)) cpSync(join(folder, file), join(into, file), { recursive: true })
    saveModel(into, parts, fresh)
  })
}

/** What the model says of its samples now. */
async function samplesAnew(
  parts: ModelParts,
  samples: readonly (readonly SamplePrediction[])[],
): Promise<SamplePrediction[][]> {
  const model = await TaskModel.create(parts, { device: 'cpu', threads: 1 })
  try {
    return await freshSamples(
      model,
      samples.map((own) => own.map(({ prediction }) => prediction)),
    )
  } finally {
    await model.release()
  }
}
