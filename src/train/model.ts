import type { EngineOptions, MaskBuffers, Parameters } from '../engine/index.ts'
import { StepBuffers } from '../engine/index.ts'
import {
  type BertConfig,
  BertEncoder,
  BertHead,
  CrfDecoder,
  type LossSettings,
  packBatch,
} from '../models/index.ts'
import type { Encoding, Example, NamedTask, Prediction } from '../tasks/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { planParts, planPass } from './batching.ts'
import { targetsOf, weightOf } from './targets.ts'

/** Tokens of one pass without learning: enough to keep the processor busy, and what they become stays in its caches. */
export const PASS_TOKENS = 1024
export const PASS_SEQUENCES = 256
/** Tokens of one pass with learning: what is kept for the backward pass grows with them. */
export const LEARN_TOKENS = 2048

/** What makes up a model beside its compiled graphs. */
export interface ModelParts {
  readonly config: BertConfig
  readonly tokenizer: Tokenizer
  readonly tasks: readonly NamedTask[]
  readonly parameters: Parameters
}

export interface ModelOptions extends EngineOptions {
  /** Rates of dropout while learning; a model without it only predicts. */
  readonly dropout?: { readonly hidden: number; readonly attention: number; readonly head: number }
  readonly loss?: LossSettings
  readonly recompute?: boolean
  /** The type in which activations wait for the backward pass. */
  readonly activations?: 'float32' | 'float16'
  /** Tokens of one pass without learning; left out: PASS_TOKENS. */
  readonly passTokens?: number
}

/** What a step, or a part of its work, is told beside its examples. */
export interface LearnOptions {
  readonly masks: MaskBuffers
  /** Names the dropout masks. */
  readonly name: string
  /** About how many tokens go in a part, and the most examples. */
  readonly maxTokens?: number
  readonly maxExamples?: number
  /** What a target of each class counts. */
  readonly classWeights?: readonly number[] | undefined
  /** Whether every example goes in twice, under different dropout (R-Drop). */
  readonly twice?: boolean
  /** Whether to add to the gradients that are there. */
  readonly add?: boolean
}

/** A task's head with what decides for it. */
interface Head {
  readonly head: BertHead
  readonly decoder: CrfDecoder | undefined
}

/** An encoder with the heads of its tasks: predicts, and learns if it was made to. */
export class TaskModel {
  readonly parts: ModelParts
  readonly #encoder: BertEncoder
  readonly #heads: readonly Head[]
  readonly #passTokens: number
  readonly #buffers = new StepBuffers()

  private constructor(parts: ModelParts, encoder: BertEncoder, heads: readonly Head[], passTokens: number) {
    this.parts = parts
    this.#encoder = encoder
    this.#heads = heads
    this.#passTokens = passTokens
  }

  static async create(parts: ModelParts, options: ModelOptions): Promise<TaskModel> {
    const { dropout, loss, passTokens = PASS_TOKENS, ...engine } = options
    const { config, parameters, tasks } = parts
    const kinds = tasks.map(({ task }) => task.head.kind)
    const encoder = dropout
      ? await BertEncoder.forTraining(config, parameters, { ...engine, dropout, heads: kinds })
      : await BertEncoder.forInference(config, parameters, { ...engine, heads: kinds })
    const learning = dropout && { dropout: dropout.head, ...(loss && { loss }) }
    const heads: Head[] = []
    for (const { task, prefix } of tasks) {
      const own = { ...engine, prefix }
      heads.push({
        head: await BertHead.create(config, task.head, parameters, { ...own, ...learning }),
        decoder: task.head.crf && (await CrfDecoder.create(task.head, parameters, own)),
      })
    }
    return new TaskModel(parts, encoder, heads, passTokens)
  }

  /**
   * Predicts for encoded texts of a task, in their order.
   *
   * @param at the task's place in `parts.tasks`
   * @param onBatch hears how many texts' examples are done
   */
  async predict(
    encodings: readonly Encoding[],
    at = 0,
    onBatch?: (done: number, all: number) => void,
  ): Promise<Prediction[]> {
    return this.decode(encodings, await this.logits(encodings, at, onBatch), at)
  }

  /** The logits of each text's examples, [rows, classes] each. */
  async logits(
    encodings: readonly Encoding[],
    at = 0,
    onBatch?: (done: number, all: number) => void,
  ): Promise<Float32Array[][]> {
    const examples = encodings.flatMap(({ examples }) => examples)
    const logits = new Array<Float32Array>(examples.length)
    let done = 0
    for (const indices of planPass(lengthsOf(examples), this.#passTokens, PASS_SEQUENCES)) {
      await this.#pass(indices, examples, this.#heads[at]!.head, logits)
      done += indices.length
      onBatch?.(done, examples.length)
    }
    let next = 0
    return encodings.map(({ examples: own }) => {
      const from = next
      next += own.length
      return logits.slice(from, next)
    })
  }

  /** Predictions from logits. */
  async decode(
    encodings: readonly Encoding[],
    logits: readonly (readonly Float32Array[])[],
    at = 0,
  ): Promise<Prediction[]> {
    const { task } = this.parts.tasks[at]!
    const { decoder } = this.#heads[at]!
    if (!decoder) return encodings.map((encoding, i) => task.decode(encoding, logits[i]!))
    const paths = await decoder.decode(encodings.map((encoding, i) => task.emissions!(encoding, logits[i]!)))
    return encodings.map((encoding, i) => task.decodeTags!(encoding, paths[i]!))
  }

  async #pass(
    indices: readonly number[],
    examples: readonly Example[],
    head: BertHead,
    logits: Float32Array[],
  ): Promise<void> {
    this.#buffers.reset()
    const batch = this.#pack(indices.map((index) => examples[index]!))
    const { kind, classes } = head.shape
    const hidden = await this.#encoder.forward(batch, this.#buffers, kind)
    const all = await head.logits(hidden, batch, this.#buffers)
    for (const [b, index] of indices.entries()) {
      const [from, to] = kind === 'token' ? [batch.starts[b]!, batch.starts[b + 1]!] : [b, b + 1]
      logits[index] = all.slice(from * classes, to * classes)
    }
  }

  /**
   * Runs forward and backward over a task's examples and leaves the gradients of the mean loss in the parameters.
   * Many tokens go in several parts whose gradients add up to the same.
   *
   * @returns the mean loss over the rows that have a target
   */
  async learn(examples: readonly Example[], at: number, options: LearnOptions): Promise<number> {
    const { maxTokens = LEARN_TOKENS, maxExamples, twice = false, add = false, classWeights } = options
    const { shape } = this.#heads[at]!.head
    const total = weightOf(examples, shape, classWeights)
    const parts = planParts(lengthsOf(examples), twice ? maxTokens / 2 : maxTokens, maxExamples)
    let loss = 0
    for (const [part, indices] of parts.entries()) {
      const own = indices.map((index) => examples[index]!)
      const seen = twice ? [...own, ...own] : own
      const targets = targetsOf(seen, total, shape, { classWeights, twice })
      const where = { masks: options.masks, name: `${options.name}.${part}`, add: add || part > 0 }
      loss += await this.#learnPart(seen, targets, this.#heads[at]!.head, where)
    }
    return loss
  }

  async #learnPart(
    examples: readonly Example[],
    targets: ReturnType<typeof targetsOf>,
    head: BertHead,
    { masks, name, add }: { masks: MaskBuffers; name: string; add: boolean },
  ): Promise<number> {
    const [encoder, buffers] = [this.#encoder, this.#buffers]
    buffers.reset()
    const batch = this.#pack(examples)
    const { kind } = head.shape
    masks.begin(name, encoder.maskBytes(batch, kind) + head.maskBytes(batch))
    const tape = await encoder.record(batch, buffers, masks, kind)
    const result = await head.loss(tape.hidden, batch, targets, buffers, masks)
    await encoder.backward(tape, await head.backward(result, buffers, add), buffers, add)
    return result.loss
  }

  async release(): Promise<void> {
    await this.#encoder.release()
    for (const { head, decoder } of this.#heads) {
      await head.release()
      await decoder?.release()
    }
  }

  #pack(examples: readonly Example[]) {
    const { num_attention_heads, type_vocab_size } = this.parts.config
    // Encoders without segments (RoBERTa's kind) tell two texts apart by [SEP] alone.
    return packBatch(
      examples.map(({ tokenIds }) => tokenIds),
      num_attention_heads,
      type_vocab_size > 1 ? examples.map(({ tokenTypes }) => tokenTypes) : undefined,
    )
  }
}

const lengthsOf = (examples: readonly Example[]): number[] => examples.map(({ tokenIds }) => tokenIds.length)
