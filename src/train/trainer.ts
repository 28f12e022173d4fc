import { defineErrors } from '../base/errors.ts'
import { RandomStream } from '../base/random.ts'
import type { Settings } from '../config/index.ts'
import { MaskBuffers } from '../engine/index.ts'
import {
  ADAMW_DEFAULTS,
  AdamW,
  clipFactor,
  gradientNorm,
  linearWithWarmup,
  warmupStepsOf,
} from '../optim/index.ts'
import type { Encoding, Example } from '../tasks/index.ts'
import { planEpoch } from './batching.ts'
import type { TaskModel } from './model.ts'

const fail = defineErrors({
  E_TRAIN_NOT_FINITE: {
    zh: {
      what: '第 {step} 步的损失或梯度不是有限数（损失 {loss}，梯度范数 {norm}），训练已停止；此前保存的检查点（若有）仍完好，在 {folder}',
      fix: '把学习率降到 {rate} 试试（--lr），或加长 warmup；并检查数据有没有异常的长文本或标签',
    },
    en: {
      what: 'loss or gradient of step {step} is not finite (loss {loss}, gradient norm {norm}); training stopped; checkpoints saved before it, if any, are intact in {folder}',
      fix: 'try a learning rate of {rate} (--lr) or a longer warmup, and check the data for odd texts or labels',
    },
  },
})

/** What a step tells. */
export interface StepResult {
  readonly step: number
  readonly epoch: number
  readonly loss: number
  readonly gradientNorm: number
  readonly learningRate: number
  readonly tokens: number
}

/** What an epoch's end decides: whether to go on. */
export interface EpochEnd {
  readonly epoch: number
  readonly step: number
  readonly trainLoss: number
}

export interface TrainerHooks {
  onStep(result: StepResult): void
  /** Evaluates and saves. @returns whether training goes on */
  onEpoch(end: EpochEnd): Promise<boolean>
  /** Where the last good checkpoint is, for a message. */
  readonly checkpoint: string
}

export interface Schedule {
  readonly stepsPerEpoch: number
  readonly steps: number
  readonly warmupSteps: number
}

export function scheduleOf(examples: number, { batchSize, epochs, warmup }: Settings): Schedule {
  const stepsPerEpoch = Math.ceil(examples / batchSize)
  const steps = stepsPerEpoch * epochs
  return { stepsPerEpoch, steps, warmupSteps: warmupStepsOf(warmup, steps) }
}

/**
 * The training loop: for each epoch, for each batch: gradients, clip, AdamW. The same data, seed and number of
 * threads give the same weights.
 *
 * @returns how it ended
 * @throws E_TRAIN_NOT_FINITE before a broken update reaches the weights
 */
export async function train(
  model: TaskModel,
  encodings: readonly Encoding[],
  settings: Settings & { readonly learningRate: number },
  hooks: TrainerHooks,
): Promise<'epochs' | 'patience'> {
  const { parameters } = model.parts
  const examples: readonly Example[] = encodings.flatMap((encoding) => encoding.examples)
  const lengths = examples.map(({ tokenIds }) => tokenIds.length)
  const { steps, warmupSteps } = scheduleOf(examples.length, settings)
  const optimizer = new AdamW({ ...ADAMW_DEFAULTS, weightDecay: settings.weightDecay })
  const masks = new MaskBuffers(settings.seed)
  const order = new RandomStream(settings.seed, 'order')

  let step = 0
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    let lossSum = 0
    const batches = planEpoch(lengths, settings.batchSize, order)
    for (const batch of batches) {
      const loss = await model.learn(
        batch.map((index) => examples[index]!),
        masks,
        step,
      )
      const norm = gradientNorm(parameters)
      if (!Number.isFinite(loss + norm))
        throw notFinite(step, loss, norm, settings.learningRate, hooks.checkpoint)
      const learningRate = settings.learningRate * linearWithWarmup(step, warmupSteps, steps)
      optimizer.step(parameters, learningRate, clipFactor(norm, settings.maxGradNorm))
      step++
      lossSum += loss
      const tokens = batch.reduce((sum, index) => sum + lengths[index]!, 0)
      hooks.onStep({ step, epoch, loss, gradientNorm: norm, learningRate, tokens })
    }
    const goesOn = await hooks.onEpoch({ epoch, step, trainLoss: lossSum / batches.length })
    if (!goesOn && epoch < settings.epochs) return 'patience'
  }
  return 'epochs'
}

function notFinite(step: number, loss: number, norm: number, learningRate: number, folder: string): Error {
  const values = {
    step: step + 1,
    // As texts: JSON has no NaN, and errors cross threads as JSON.
    loss: String(loss),
    norm: String(norm),
    rate: (learningRate / 5).toPrecision(2),
    folder,
  }
  return fail('E_TRAIN_NOT_FINITE', values, { file: folder })
}
