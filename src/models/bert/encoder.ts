import { sizeOf } from '../../base/dtypes.ts'
import {
  addRows,
  type Dimensions,
  type Feeds,
  floatTensor,
  type MaskBuffers,
  type OrtTensor,
  type Parameters,
  type StepBuffers,
  type Tape,
} from '../../engine/index.ts'
import { type ParameterDeclaration, prefixDeclaration } from '../../nn/index.ts'
import type { PackedBatch } from '../batch.ts'
import { type BatchSizes, dimensionsOf, feedsOf, maskFeeds } from './_feeds.ts'
import {
  compileInference,
  compileTraining,
  type EncoderOptions,
  type InferenceStages,
  type TrainingOptions,
  type TrainingStages,
} from './_stages.ts'
import type { BertConfig } from './config.ts'
import {
  drawEmbeddings,
  drawEncoderLayer,
  EMBEDDINGS,
  type HeadKind,
  layerPrefix,
  NO_DROPOUT,
  rowsOf,
  TABLES,
} from './graphs.ts'
import { stageKey } from './learning.ts'

export type { TrainingOptions } from './_stages.ts'

/** Every parameter of the encoder under Hugging Face's names. */
export function encoderParameters(config: BertConfig): ParameterDeclaration[] {
  const under = (prefix: string, declarations: readonly ParameterDeclaration[]) =>
    declarations.map((declaration) => prefixDeclaration(prefix, declaration))
  const layer = drawEncoderLayer(config, NO_DROPOUT).declarations
  return [
    ...under(EMBEDDINGS, drawEmbeddings(config, NO_DROPOUT).declarations),
    ...Array.from({ length: config.num_hidden_layers }, (_, i) => under(layerPrefix(i), layer)).flat(),
  ]
}

export interface EncoderTape {
  readonly batch: PackedBatch
  readonly reads: HeadKind
  /** Absent where the embeddings are frozen. */
  readonly embeddings: Tape | undefined
  /** By layer, from the lowest that learns. */
  readonly layers: readonly (Tape | undefined)[]
  /** [T, H], or [B, H] for a head on sequences. */
  readonly hidden: OrtTensor
}

/**
 * A BERT encoder: packed batches in, hidden states [T, H] out, and back. For a head on sequences these are [B, H], of the
 * first tokens alone.
 *
 * What lies below the lowest parameter that learns costs no more than in prediction: it runs without dropout (its
 * features are the same in every epoch), keeps nothing, and the backward pass stops above it.
 */
export class BertEncoder {
  readonly config: BertConfig
  readonly #parameters: Parameters
  readonly #inference: InferenceStages
  readonly #training: TrainingStages | undefined

  private constructor(
    config: BertConfig,
    parameters: Parameters,
    inference: InferenceStages,
    training?: TrainingStages,
  ) {
    this.config = config
    this.#parameters = parameters
    this.#inference = inference
    this.#training = training
  }

  /** An encoder that only runs forward. */
  static async forInference(
    config: BertConfig,
    parameters: Parameters,
    options: EncoderOptions,
  ): Promise<BertEncoder> {
    return new BertEncoder(config, parameters, await compileInference(config, options))
  }

  /** An encoder that also learns. */
  static async forTraining(
    config: BertConfig,
    parameters: Parameters,
    options: TrainingOptions,
  ): Promise<BertEncoder> {
    const inference = await compileInference(config, options)
    return new BertEncoder(config, parameters, inference, await compileTraining(config, parameters, options))
  }

  /** Whether `backward` has anything to do; if not, nobody needs the cotangent of the hidden states. */
  get learns(): boolean {
    return this.#training !== undefined && this.#training.first < this.config.num_hidden_layers
  }

  /** Hidden states without dropout, [T, H] or, where a head reads sequences, [B, H]. */
  async forward(batch: PackedBatch, buffers: StepBuffers, reads: HeadKind = 'token'): Promise<OrtTensor> {
    const feeds = feedsOf(batch, this.config)
    return this.#infer(feeds, dimensionsOf(batch), this.config.num_hidden_layers, buffers, reads)
  }

  /** The embeddings and the lowest `layers` layers, without dropout. */
  async #infer(
    feeds: Feeds,
    dimensions: Dimensions,
    layers: number,
    buffers: StepBuffers,
    reads: HeadKind,
  ): Promise<OrtTensor> {
    const { embeddings, layer, last } = this.#inference
    let x = await embeddings.run({ ...feeds, ...this.#values(EMBEDDINGS) }, dimensions, buffers)
    if (layers === 0) return x
    let spare = floatTensor(buffers.floats(x.size), x.dims)
    for (let i = 0; i < layers; i++) {
      const own = { ...feeds, ...this.#values(layerPrefix(i)), x }
      if (rowsOf(i, this.config, reads) === 'sequence') return last!.run(own, dimensions, buffers)
      await layer.run(own, dimensions, buffers, spare)
      ;[x, spare] = [spare, x]
    }
    return x
  }

  /** Hidden states as of `forward`, with dropout in what learns, and what `backward` needs. */
  async record(
    batch: PackedBatch,
    buffers: StepBuffers,
    masks: MaskBuffers,
    reads: HeadKind = 'token',
  ): Promise<EncoderTape> {
    const { first, layers, stages, embeddingStage, dropout } = this.#training!
    const feeds = feedsOf(batch, this.config)
    const dimensions = dimensionsOf(batch)
    const own = (place: number, prefix: string) => ({
      ...feeds,
      ...this.#values(prefix),
      ...maskFeeds(place, batch, this.config, dropout, reads, masks),
    })
    const embeddings = await embeddingStage?.forward(own(-1, EMBEDDINGS), dimensions, buffers)
    let x = embeddings?.y ?? (await this.#infer(feeds, dimensions, first, buffers, reads))
    const tapes = new Array<Tape | undefined>(layers.length)
    for (let i = Math.max(0, first); i < layers.length; i++) {
      const stage = stages.get(stageKey(layers[i]!, rowsOf(i, this.config, reads)))!
      const tape = await stage.forward({ ...own(i, layerPrefix(i)), x }, dimensions, buffers)
      tapes[i] = tape
      x = tape.y
    }
    return { batch, reads, embeddings, layers: tapes, hidden: x }
  }

  /**
   * Writes the gradients of all trainable parameters, given the cotangent of the hidden states. Does nothing where
   * nothing learns.
   *
   * @param dHidden as the hidden states; it is written over
   * @param add whether to add to the gradients that are there: a step may come in several parts
   */
  async backward(tape: EncoderTape, dHidden: OrtTensor, buffers: StepBuffers, add = false): Promise<void> {
    if (!this.learns) return
    const { first, layers, stages, embeddingStage } = this.#training!
    // Two buffers take turns: the cotangent of a layer's input is written over that of the layer above's output, where
    // that has as many rows.
    const dims = [tape.batch.tokens, this.config.hidden_size]
    let dx = dHidden
    let spare: OrtTensor | undefined
    for (let i = layers.length - 1; i >= Math.max(0, first); i--) {
      const own = this.#gradients(layerPrefix(i))
      const rows = rowsOf(i, this.config, tape.reads)
      const stage = stages.get(stageKey(layers[i]!, rows))!
      const x = spare ?? floatTensor(buffers.floats(sizeOf(dims)), dims)
      await stage.backward(tape.layers[i]!, dx, { ...own, x }, buffers, add ? Object.keys(own) : [])
      spare = rows === 'token' ? dx : undefined
      dx = x
    }
    if (!embeddingStage) return
    const own = this.#gradients(EMBEDDINGS)
    const adding = add ? Object.keys(own) : []
    const { rows } = await embeddingStage.backward(tape.embeddings!, dx, own, buffers, adding)
    const { tokenIds, positions, tokenTypes } = tape.batch
    for (const [table, ids] of [tokenIds, positions, tokenTypes].entries())
      if (rows) this.#addRows(TABLES[table]!, rows, ids, add)
  }

  async release(): Promise<void> {
    const { embeddingStage, stages } = this.#training ?? {}
    const training = [embeddingStage, ...(stages?.values() ?? [])]
    for (const stage of [...Object.values(this.#inference), ...training]) await stage?.release()
  }

  #addRows(table: string, rows: OrtTensor, ids: Int32Array, add: boolean): void {
    const { training } = this.#parameters.get(`${EMBEDDINGS}${table}.weight`)
    if (!training) return
    if (!add) training.gradient.fill(0)
    addRows(training, rows.data as Float32Array, ids, this.config.hidden_size)
  }

  #values(prefix: string): Feeds {
    return this.#parameters.under(prefix).values
  }

  #gradients(prefix: string): Feeds {
    return this.#parameters.under(prefix).gradients
  }

  /** Bytes of the masks that `record` takes. */
  maskBytes(sizes: BatchSizes, reads: HeadKind = 'token'): number {
    return this.#training!.memory.maskBytes(sizes, reads)
  }

  /** Bytes of step buffers that `record` and `backward` take for T tokens of B sequences in S slots each. */
  tapeBytes(dimensions: Dimensions, reads: HeadKind = 'token'): number {
    return this.#training!.memory.tapeBytes(dimensions, reads)
  }
}
