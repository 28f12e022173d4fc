import { type EngineOptions, MaskBuffers, type Parameters, StepBuffers } from '../engine/index.ts'
import type { MaskedWindow } from '../masking/index.ts'
import { type BertConfig, BertEncoder, type DropoutRates, MlmHead, packBatch } from '../models/index.ts'

/** Windows of one pass without learning. */
const PASS_TOKENS = 4096
/** Tokens of one pass with learning: what is kept for the backward pass grows with them. */
const LEARN_TOKENS = 4096

export interface MlmOptions extends EngineOptions {
  /** A model without it only predicts. */
  readonly learning?: {
    readonly dropout: DropoutRates
    readonly recompute: boolean
    readonly seed: number
  }
}

/** What held-out windows say of a model. */
export interface MlmScore {
  /** The mean of −log p over the masked tokens. */
  readonly loss: number
  /** The share of masked tokens whose likeliest guess is right. */
  readonly accuracy: number
}

/** An encoder with the head of masked-language modelling. */
export class MlmModel {
  readonly config: BertConfig
  readonly parameters: Parameters
  readonly #encoder: BertEncoder
  readonly #head: MlmHead
  readonly #buffers = new StepBuffers()
  readonly #masks: MaskBuffers

  private constructor(
    config: BertConfig,
    parameters: Parameters,
    encoder: BertEncoder,
    head: MlmHead,
    seed: number,
  ) {
    this.config = config
    this.parameters = parameters
    this.#encoder = encoder
    this.#head = head
    this.#masks = new MaskBuffers(seed)
  }

  static async create(config: BertConfig, parameters: Parameters, options: MlmOptions): Promise<MlmModel> {
    const { learning, ...engine } = options
    const encoder = learning
      ? await BertEncoder.forTraining(config, parameters, { ...engine, ...learning })
      : await BertEncoder.forInference(config, parameters, engine)
    const head = await MlmHead.create(config, parameters, { ...engine, learns: learning !== undefined })
    return new MlmModel(config, parameters, encoder, head, learning?.seed ?? 0)
  }

  /**
   * Runs forward and backward over windows and leaves the gradients of the mean loss in the parameters. Many windows
   * go in several parts whose gradients add up to the same.
   *
   * @param name names the dropout masks
   * @returns the mean loss over the masked tokens
   */
  async learn(windows: readonly MaskedWindow[], name: string): Promise<number> {
    const weight = 1 / windows.reduce((sum, { positions }) => sum + positions.length, 0)
    let loss = 0
    for (const [part, own] of partsOf(windows, LEARN_TOKENS).entries())
      loss += await this.#learnPart(own, weight, `${name}.${part}`, part > 0)
    return loss
  }

  async #learnPart(
    windows: readonly MaskedWindow[],
    weight: number,
    name: string,
    add: boolean,
  ): Promise<number> {
    const [encoder, buffers] = [this.#encoder, this.#buffers]
    buffers.reset()
    const batch = this.#pack(windows)
    this.#masks.begin(name, encoder.maskBytes(batch))
    const tape = await encoder.record(batch, buffers, this.#masks)
    const result = await this.#head.loss(tape.hidden, maskedOf(windows), weight, buffers)
    const { dHidden, addWords } = await this.#head.backward(result, buffers, add)
    await encoder.backward(tape, dHidden, buffers, add)
    addWords()
    return result.loss
  }

  /** How well the masked tokens of windows are guessed, without dropout. */
  async score(windows: readonly MaskedWindow[]): Promise<MlmScore> {
    const { vocab_size: size } = this.config
    let [loss, right, count] = [0, 0, 0]
    for (const own of partsOf(windows, PASS_TOKENS)) {
      const { targets } = maskedOf(own)
      const logits = await this.logits(own)
      for (const [row, target] of targets.entries()) {
        const own = logits.subarray(row * size, (row + 1) * size)
        const { best, sum } = readRow(own)
        loss -= own[target]! - own[best]! - Math.log(sum)
        if (best === target) right++
      }
      count += targets.length
    }
    return { loss: loss / count, accuracy: right / count }
  }

  /** Logits [M, V] of the masked positions of windows, in their order; good until the next call. */
  async logits(windows: readonly Pick<MaskedWindow, 'ids' | 'positions'>[]): Promise<Float32Array> {
    this.#buffers.reset()
    const hidden = await this.#encoder.forward(this.#pack(windows), this.#buffers)
    return this.#head.logits(hidden, positionsOf(windows), this.#buffers)
  }

  async release(): Promise<void> {
    await this.#encoder.release()
    await this.#head.release()
  }

  #pack(windows: readonly Pick<MaskedWindow, 'ids'>[]) {
    return packBatch(
      windows.map(({ ids }) => ids),
      this.config.num_attention_heads,
    )
  }
}

function partsOf<W extends { readonly ids: Int32Array }>(windows: readonly W[], most: number): W[][] {
  const size = Math.max(1, Math.floor(most / windows[0]!.ids.length))
  return Array.from({ length: Math.ceil(windows.length / size) }, (_, part) =>
    windows.slice(part * size, (part + 1) * size),
  )
}

function maskedOf(windows: readonly MaskedWindow[]) {
  const targets = new Int32Array(windows.reduce((sum, own) => sum + own.targets.length, 0))
  let at = 0
  for (const own of windows) {
    targets.set(own.targets, at)
    at += own.targets.length
  }
  return { positions: positionsOf(windows), targets }
}

/** Places among the packed tokens. */
function positionsOf(windows: readonly Pick<MaskedWindow, 'ids' | 'positions'>[]): Int32Array {
  const all = new Int32Array(windows.reduce((sum, { positions }) => sum + positions.length, 0))
  let [at, start] = [0, 0]
  for (const { ids, positions } of windows) {
    for (const position of positions) all[at++] = start + position
    start += ids.length
  }
  return all
}

/** What softmax needs of a row of logits, in float64. */
export interface LogitRow {
  /** The likeliest entry. */
  readonly best: number
  /** Σ exp(logit − the best's): the best's probability is one over it. */
  readonly sum: number
}

export function readRow(logits: Float32Array): LogitRow {
  let best = 0
  for (let id = 1; id < logits.length; id++) if (logits[id]! > logits[best]!) best = id
  let sum = 0
  for (const logit of logits) sum += Math.exp(logit - logits[best]!)
  return { best, sum }
}
