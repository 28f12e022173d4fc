import type { EngineOptions, MaskBuffers, Parameters } from '../engine/index.ts'
import { StepBuffers } from '../engine/index.ts'
import { type BertConfig, BertEncoder, BertHead, packBatch, type Targets } from '../models/index.ts'
import type { AnyTask, Encoding, Example, Prediction } from '../tasks/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { planParts, planPass } from './batching.ts'

/** Tokens of one pass without learning: enough to keep the processor busy, little enough to stay small. */
export const PASS_TOKENS = 4096
export const PASS_SEQUENCES = 256
/** Tokens of one pass with learning: what is kept for the backward pass grows with them. */
export const LEARN_TOKENS = 2048

/** What makes up a model beside its compiled graphs. */
export interface ModelParts {
  readonly config: BertConfig
  readonly tokenizer: Tokenizer
  readonly task: AnyTask
  readonly parameters: Parameters
}

export interface ModelOptions extends EngineOptions {
  /** Rates of dropout while learning; a model without it only predicts. */
  readonly dropout?: { readonly hidden: number; readonly attention: number; readonly head: number }
  readonly recompute?: boolean
  /** Tokens of one pass without learning; left out: PASS_TOKENS. */
  readonly passTokens?: number
}

/** An encoder with a task's head: predicts, and learns if it was made to. */
export class TaskModel {
  readonly parts: ModelParts
  readonly #encoder: BertEncoder
  readonly #head: BertHead
  readonly #buffers = new StepBuffers()

  readonly #passTokens: number

  private constructor(parts: ModelParts, encoder: BertEncoder, head: BertHead, passTokens: number) {
    this.parts = parts
    this.#encoder = encoder
    this.#head = head
    this.#passTokens = passTokens
  }

  static async create(
    parts: ModelParts,
    { dropout, passTokens = PASS_TOKENS, ...options }: ModelOptions,
  ): Promise<TaskModel> {
    const { config, parameters, task } = parts
    const encoder = dropout
      ? await BertEncoder.forTraining(config, parameters, { ...options, dropout })
      : await BertEncoder.forInference(config, parameters, options)
    const rate = dropout && { dropout: dropout.head }
    const head = await BertHead.create(config, task.head, parameters, { ...options, ...rate })
    return new TaskModel(parts, encoder, head, passTokens)
  }

  /** Predicts for encoded texts, in their order. `onBatch` hears how many texts' examples are done. */
  async predict(
    encodings: readonly Encoding[],
    onBatch?: (done: number, all: number) => void,
  ): Promise<Prediction[]> {
    const examples = encodings.flatMap(({ examples }) => examples)
    const logits = new Array<Float32Array>(examples.length)
    let done = 0
    for (const indices of planPass(
      examples.map(({ tokenIds }) => tokenIds.length),
      this.#passTokens,
      PASS_SEQUENCES,
    )) {
      await this.#pass(indices, examples, logits)
      done += indices.length
      onBatch?.(done, examples.length)
    }
    let next = 0
    return encodings.map((encoding) => {
      const from = next
      next += encoding.examples.length
      return this.parts.task.decode(encoding, logits.slice(from, next))
    })
  }

  async #pass(
    indices: readonly number[],
    examples: readonly Example[],
    logits: Float32Array[],
  ): Promise<void> {
    this.#buffers.reset()
    const batch = this.#pack(indices.map((index) => examples[index]!))
    const hidden = await this.#encoder.forward(batch, this.#buffers)
    const all = await this.#head.logits(hidden, batch, this.#buffers)
    const { kind, classes } = this.#head.shape
    for (const [b, index] of indices.entries()) {
      const [from, to] = kind === 'token' ? [batch.starts[b]!, batch.starts[b + 1]!] : [b, b + 1]
      logits[index] = all.slice(from * classes, to * classes)
    }
  }

  /**
   * Runs forward and backward over a batch and leaves the gradients of the mean loss in the parameters. A batch of
   * many tokens goes in several parts whose gradients add up to the same.
   *
   * @param step names the dropout masks
   * @param maxTokens about how many tokens go in a part
   * @returns the mean loss over the rows that have a target
   */
  async learn(
    examples: readonly Example[],
    masks: MaskBuffers,
    step: number,
    maxTokens = LEARN_TOKENS,
  ): Promise<number> {
    const counted = examples.reduce(
      (count, { targets }) => count + targets.filter((target) => target >= 0).length,
      0,
    )
    const lengths = examples.map(({ tokenIds }) => tokenIds.length)
    let loss = 0
    for (const [part, indices] of planParts(lengths, maxTokens).entries()) {
      const own = indices.map((index) => examples[index]!)
      loss += await this.#learnPart(own, 1 / counted, { masks, name: `${step}.${part}`, add: part > 0 })
    }
    return loss
  }

  async #learnPart(
    examples: readonly Example[],
    weight: number,
    { masks, name, add }: { masks: MaskBuffers; name: string; add: boolean },
  ): Promise<number> {
    const [encoder, head, buffers] = [this.#encoder, this.#head, this.#buffers]
    buffers.reset()
    const batch = this.#pack(examples)
    masks.begin(name, encoder.maskBytes(batch) + head.maskBytes(batch))
    const tape = await encoder.record(batch, buffers, masks)
    const result = await head.loss(tape.hidden, batch, targetsOf(examples, weight), buffers, masks)
    await encoder.backward(tape, await head.backward(result, buffers, add), buffers, add)
    return result.loss
  }

  async release(): Promise<void> {
    await this.#encoder.release()
    await this.#head.release()
  }

  #pack(examples: readonly Example[]) {
    return packBatch(
      examples.map(({ tokenIds }) => tokenIds),
      this.parts.config.num_attention_heads,
    )
  }
}

/** Every row with a target has the given weight; the others 0. */
function targetsOf(examples: readonly Example[], weight: number): Targets {
  const labels = Int32Array.from(examples.flatMap(({ targets }) => [...targets]))
  const weights = Float32Array.from(labels, (label) => (label >= 0 ? weight : 0))
  return { labels: labels.map((label) => Math.max(0, label)), weights }
}
