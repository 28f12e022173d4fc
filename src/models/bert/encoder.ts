import {
  addRows,
  type Dimensions,
  type EngineOptions,
  type Feeds,
  ForwardStage,
  floatTensor,
  type MaskBuffers,
  type OrtTensor,
  type Parameters,
  type StepBuffers,
  type Tape,
  type TapeOptions,
  TrainingStage,
} from '../../engine/index.ts'
import { type ParameterDeclaration, prefixDeclaration } from '../../nn/index.ts'
import { gradients } from '../../ops/index.ts'
import type { PackedBatch } from '../batch.ts'
import { type BatchSizes, dimensionsOf, feedsOf, maskFeeds } from './_feeds.ts'
import type { BertConfig } from './config.ts'
import {
  type DropoutRates,
  drawEmbeddings,
  drawEncoderLayer,
  EMBEDDINGS,
  layerPrefix,
  NO_DROPOUT,
  TABLES,
} from './graphs.ts'
import { type EncoderMemory, encoderMemory, type Learning, planLearning, wanting } from './learning.ts'

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
  /** Absent where the embeddings are frozen. */
  readonly embeddings: Tape | undefined
  /** By layer, from the lowest that learns. */
  readonly layers: readonly (Tape | undefined)[]
  /** [T, H]. */
  readonly hidden: OrtTensor
}

export interface TrainingOptions extends EngineOptions, TapeOptions {
  readonly dropout: DropoutRates
}

interface InferenceStages {
  readonly embeddings: ForwardStage
  readonly layer: ForwardStage
}

/** The stages of what learns; layers that want the same share one. */
interface TrainingStages extends Learning {
  readonly stages: ReadonlyMap<string, TrainingStage>
  readonly embeddingStage: TrainingStage | undefined
  readonly dropout: DropoutRates
  readonly memory: EncoderMemory
}

/**
 * A BERT encoder: packed batches in, hidden states [T, H] out, and back.
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
    options: EngineOptions,
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

  /** Hidden states [T, H] without dropout. */
  async forward(batch: PackedBatch, buffers: StepBuffers): Promise<OrtTensor> {
    const feeds = feedsOf(batch, this.config)
    return this.#infer(feeds, dimensionsOf(batch), this.config.num_hidden_layers, buffers)
  }

  /** The embeddings and the lowest `layers` layers, without dropout. */
  async #infer(
    feeds: Feeds,
    dimensions: Dimensions,
    layers: number,
    buffers: StepBuffers,
  ): Promise<OrtTensor> {
    const { embeddings, layer } = this.#inference
    let x = await embeddings.run({ ...feeds, ...this.#values(EMBEDDINGS) }, dimensions, buffers)
    if (layers === 0) return x
    let spare = floatTensor(buffers.floats(x.size), x.dims)
    for (let i = 0; i < layers; i++) {
      await layer.run({ ...feeds, ...this.#values(layerPrefix(i)), x }, dimensions, buffers, spare)
      ;[x, spare] = [spare, x]
    }
    return x
  }

  /** Hidden states [T, H] with dropout in what learns, and what `backward` needs. */
  async record(batch: PackedBatch, buffers: StepBuffers, masks: MaskBuffers): Promise<EncoderTape> {
    const { first, layers, stages, embeddingStage, dropout } = this.#training!
    const feeds = feedsOf(batch, this.config)
    const dimensions = dimensionsOf(batch)
    const own = (place: number, prefix: string) => ({
      ...feeds,
      ...this.#values(prefix),
      ...maskFeeds(place, batch, this.config, dropout, masks),
    })
    const embeddings = await embeddingStage?.forward(own(-1, EMBEDDINGS), dimensions, buffers)
    let x = embeddings?.y ?? (await this.#infer(feeds, dimensions, first, buffers))
    const tapes = new Array<Tape | undefined>(layers.length)
    for (let i = Math.max(0, first); i < layers.length; i++) {
      const stage = stages.get(layers[i]!.join())!
      const tape = await stage.forward({ ...own(i, layerPrefix(i)), x }, dimensions, buffers)
      tapes[i] = tape
      x = tape.y
    }
    return { batch, embeddings, layers: tapes, hidden: x }
  }

  /**
   * Writes the gradients of all trainable parameters, given the cotangent of the hidden states. Does nothing where
   * nothing learns.
   *
   * @param dHidden [T, H]; it is written over
   * @param add whether to add to the gradients that are there: a step may come in several parts
   */
  async backward(tape: EncoderTape, dHidden: OrtTensor, buffers: StepBuffers, add = false): Promise<void> {
    if (!this.learns) return
    const { first, layers, stages, embeddingStage } = this.#training!
    // Two buffers take turns: the cotangent of a layer's input is written over that of the layer above's output.
    let dx = dHidden
    let spare = floatTensor(buffers.floats(dHidden.size), dHidden.dims)
    for (let i = layers.length - 1; i >= Math.max(0, first); i--) {
      const own = this.#gradients(layerPrefix(i))
      const stage = stages.get(layers[i]!.join())!
      await stage.backward(tape.layers[i]!, dx, { ...own, x: spare }, buffers, add ? Object.keys(own) : [])
      ;[dx, spare] = [spare, dx]
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
  maskBytes(sizes: BatchSizes): number {
    return this.#training!.memory.maskBytes(sizes)
  }

  /** Bytes of step buffers that `record` and `backward` take for T tokens of B sequences in S slots each. */
  tapeBytes(dimensions: Dimensions): number {
    return this.#training!.memory.tapeBytes(dimensions)
  }
}

async function compileInference(config: BertConfig, options: EngineOptions): Promise<InferenceStages> {
  return {
    embeddings: await ForwardStage.create('embeddings', drawEmbeddings(config, NO_DROPOUT).stage, options),
    layer: await ForwardStage.create('layer', drawEncoderLayer(config, NO_DROPOUT).stage, options),
  }
}

async function compileTraining(
  config: BertConfig,
  parameters: Parameters,
  options: TrainingOptions,
): Promise<TrainingStages> {
  const { dropout } = options
  const isTrainable = (name: string) => parameters.get(name).training !== undefined
  const learning = planLearning(config, isTrainable)
  const stages = new Map<string, TrainingStage>()
  for (const names of learning.layers.slice(Math.max(0, learning.first))) {
    if (stages.has(names.join())) continue
    const stage = wanting(drawEncoderLayer(config, dropout), names)
    stages.set(names.join(), await TrainingStage.create('layer', stage, gradients, options))
  }
  const embeddings = () => wanting(drawEmbeddings(config, dropout), learning.embeddings)
  return {
    ...learning,
    stages,
    embeddingStage:
      learning.first < 0
        ? await TrainingStage.create('embeddings', embeddings(), gradients, options)
        : undefined,
    dropout,
    memory: encoderMemory(config, isTrainable, options),
  }
}
