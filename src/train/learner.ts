import { defineErrors } from '../base/errors.ts'
import type { Settings } from '../config/index.ts'
import { MaskBuffers, type Parameter } from '../engine/index.ts'
import { WORD_EMBEDDINGS } from '../models/index.ts'
import {
  ADAMW_DEFAULTS,
  AdamW,
  addL2,
  clipFactor,
  gradientNorm,
  WeightAverage,
  WordPerturbation,
} from '../optim/index.ts'
import type { Example } from '../tasks/index.ts'
import type { TaskModel } from './model.ts'
import { dropWords } from './word-dropout.ts'

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

/** What a learner needs of the run beside the settings. */
export interface LearnerOptions {
  /** The most tokens in a part of a step. */
  readonly learnTokens: number
  /** What a target of each class counts, for each task. */
  readonly classWeights: readonly (readonly number[] | undefined)[]
  /** The peak learning rate of a parameter. */
  readonly rateOf: (name: string) => number
  /** The encoder's peak rate, for a message. */
  readonly learningRate: number
  /** Where the last good checkpoint is, for a message. */
  readonly checkpoint: string
}

/** What a step did. */
export interface StepFigures {
  readonly loss: number
  readonly gradientNorm: number
}

/** The parameters that a step of one task moves, with the optimizer of the task's head. */
interface Part {
  readonly parameters: readonly Parameter[]
  readonly optimizer: AdamW
}

/**
 * One step of learning: gradients (with R-Drop, adversarial words and L2 where they are asked for), clip, AdamW,
 * moving average. A step depends on the weights, the moments and its number only.
 */
export class Learner {
  readonly model: TaskModel
  readonly average: WeightAverage | undefined
  readonly #settings: Settings
  readonly #options: LearnerOptions
  readonly #masks: MaskBuffers
  readonly #words: WordPerturbation | undefined
  /** What all tasks share; a head that rests while others learn has its own count of steps. */
  readonly #encoder: Part
  readonly #heads: readonly Part[]

  constructor(model: TaskModel, settings: Settings, options: LearnerOptions) {
    this.model = model
    this.#settings = settings
    this.#options = options
    this.#masks = new MaskBuffers(settings.seed)
    const { parameters, tasks } = model.parts
    if (settings.ema > 0) this.average = new WeightAverage(parameters)
    if (settings.fgm > 0) this.#words = new WordPerturbation(parameters.get(WORD_EMBEDDINGS))
    const isHead = (name: string, prefix: string) => prefix !== '' && name.startsWith(prefix)
    const all = [...parameters]
    this.#encoder = this.#part(all.filter(({ name }) => !tasks.some(({ prefix }) => isHead(name, prefix))))
    this.#heads = tasks.map(({ prefix }) => this.#part(all.filter(({ name }) => isHead(name, prefix))))
  }

  /**
   * @param step counts from 0
   * @param factor of the schedule
   * @throws E_TRAIN_NOT_FINITE before a broken update reaches the weights
   */
  async step(task: number, examples: readonly Example[], step: number, factor: number): Promise<StepFigures> {
    const { settings, parts } = { settings: this.#settings, parts: [this.#encoder, this.#heads[task]!] }
    const moving = parts.flatMap(({ parameters }) => parameters)
    const loss =
      (await this.#gradients(task, examples, step)) + (settings.l2 > 0 ? addL2(moving, settings.l2) : 0)
    const norm = gradientNorm(moving)
    if (!Number.isFinite(loss + norm)) throw this.#notFinite(step, loss, norm)
    const scale = clipFactor(norm, settings.maxGradNorm)
    for (const { parameters, optimizer } of parts)
      optimizer.step(parameters, (name) => this.#options.rateOf(name) * factor, scale)
    // A short run would still remember its start weights: the average forgets faster in the beginning.
    this.average?.update(Math.min(settings.ema, (1 + step) / (10 + step)))
    return { loss, gradientNorm: norm }
  }

  /** The work of a step without the update: nothing is learned. */
  async rehearse(task: number, examples: readonly Example[]): Promise<void> {
    await this.#gradients(task, examples, 0)
  }

  /** Steps of each optimizer, encoder first: Adam's bias correction depends on them. */
  get optimizerSteps(): number[] {
    return [this.#encoder, ...this.#heads].map(({ optimizer }) => optimizer.steps)
  }

  set optimizerSteps(steps: readonly number[]) {
    for (const [i, { optimizer }] of [this.#encoder, ...this.#heads].entries()) optimizer.steps = steps[i]!
  }

  async #gradients(task: number, given: readonly Example[], step: number): Promise<number> {
    const { wordDropout: rate, seed, rDrop, fgm, batchSize } = this.#settings
    const { mask, unk, sep } = this.model.parts.tokenizer.special
    const examples = dropWords(given, { rate, mask: mask ?? unk, sep, seed, step })
    const how = {
      masks: this.#masks,
      maxTokens: this.#options.learnTokens,
      maxExamples: batchSize,
      classWeights: this.#options.classWeights[task],
      twice: rDrop > 0,
    }
    const loss = await this.model.learn(examples, task, { ...how, name: `${step}` })
    if (this.#words) {
      this.#words.add(fgm)
      await this.model.learn(examples, task, { ...how, name: `${step}.words`, add: true })
      this.#words.restore()
    }
    return loss
  }

  #part(parameters: readonly Parameter[]): Part {
    const { weightDecay, seed } = this.#settings
    return { parameters, optimizer: new AdamW({ ...ADAMW_DEFAULTS, weightDecay }, seed) }
  }

  #notFinite(step: number, loss: number, norm: number): Error {
    const { checkpoint: folder, learningRate } = this.#options
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
}
