import type { EngineOptions, MaskBuffers, Parameters } from '../engine/index.ts'
import { StepBuffers } from '../engine/index.ts'
import { type BertConfig, BertEncoder, BertHead, packBatch, type Targets } from '../models/index.ts'
import type { AnyTask, Encoding, Example, Prediction } from '../tasks/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { planPass } from './batching.ts'

/** Tokens of one pass without learning: enough to keep the processor busy, little enough to stay small. */
const PASS_TOKENS = 4096
const PASS_SEQUENCES = 256

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
}

/** An encoder with a task's head: predicts, and learns if it was made to. */
export class TaskModel {
  readonly parts: ModelParts
  readonly #encoder: BertEncoder
  readonly #head: BertHead
  readonly #buffers = new StepBuffers()

  private constructor(parts: ModelParts, encoder: BertEncoder, head: BertHead) {
    this.parts = parts
    this.#encoder = encoder
    this.#head = head
  }

  static async create(parts: ModelParts, { dropout, ...options }: ModelOptions): Promise<TaskModel> {
    const { config, parameters, task } = parts
    const encoder = dropout
      ? await BertEncoder.forTraining(config, parameters, { ...options, dropout })
      : await BertEncoder.forInference(config, parameters, options)
    const rate = dropout && { dropout: dropout.head }
    const head = await BertHead.create(config, task.head, parameters, { ...options, ...rate })
    return new TaskModel(parts, encoder, head)
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
      PASS_TOKENS,
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
   * Runs forward and backward over a batch and leaves the gradients of the mean loss in the parameters.
   *
   * @param step names the dropout masks
   * @returns the mean loss over the rows that have a target
   */
  async learn(examples: readonly Example[], masks: MaskBuffers, step: number): Promise<number> {
    this.#buffers.reset()
    const batch = this.#pack(examples)
    const targets = meanTargets(examples)
    masks.begin(step, this.#encoder.maskBytes(batch) + this.#head.maskBytes(batch))
    const tape = await this.#encoder.record(batch, this.#buffers, masks)
    const result = await this.#head.loss(tape.hidden, batch, targets, this.#buffers, masks)
    await this.#encoder.backward(tape, await this.#head.backward(result, this.#buffers), this.#buffers)
    return result.loss
  }

  /** Bytes of the activations of the largest step so far. */
  get activationBytes(): number {
    return this.#buffers.bytes
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

/** Every row with a target weighs 1/n; the others 0. */
function meanTargets(examples: readonly Example[]): Targets {
  const rows = examples.reduce((sum, { targets }) => sum + targets.length, 0)
  const labels = new Int32Array(rows)
  let at = 0
  for (const { targets } of examples) {
    labels.set(targets, at)
    at += targets.length
  }
  const counted = labels.reduce((count, label) => count + Number(label >= 0), 0)
  const weights = Float32Array.from(labels, (label) => (label >= 0 ? 1 / counted : 0))
  return { labels: labels.map((label) => Math.max(0, label)), weights }
}
