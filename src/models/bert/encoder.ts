import {
  addRows,
  type Dimensions,
  type EngineOptions,
  type Feeds,
  ForwardStage,
  floatTensor,
  intTensor,
  type MaskBuffers,
  maskBytes,
  type OrtTensor,
  type Parameters,
  type StepBuffers,
  type Tape,
  TrainingStage,
} from '../../engine/index.ts'
import { maskName, type ParameterDeclaration, prefixDeclaration } from '../../nn/index.ts'
import { gradients } from '../../ops/index.ts'
import type { PackedBatch } from '../batch.ts'
import type { BertConfig } from './config.ts'
import { type DropoutRates, drawEmbeddings, drawEncoderLayer, NO_DROPOUT } from './graphs.ts'

const EMBEDDINGS = 'bert.embeddings.'
const layerPrefix = (layer: number): string => `bert.encoder.layer.${layer}.`

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
  readonly embeddings: Tape
  readonly layers: readonly Tape[]
  /** [T, H]. */
  readonly hidden: OrtTensor
}

export interface TrainingOptions extends EngineOptions {
  readonly dropout: DropoutRates
  readonly recompute?: boolean
}

/** A BERT encoder: packed batches in, hidden states [T, H] out, and back. */
export class BertEncoder {
  readonly config: BertConfig
  readonly #parameters: Parameters
  readonly #inference: { embeddings: ForwardStage; layer: ForwardStage }
  readonly #training: { embeddings: TrainingStage; layer: TrainingStage; dropout: DropoutRates } | undefined

  private constructor(
    config: BertConfig,
    parameters: Parameters,
    inference: { embeddings: ForwardStage; layer: ForwardStage },
    training?: { embeddings: TrainingStage; layer: TrainingStage; dropout: DropoutRates },
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
    const { dropout } = options
    const training = {
      embeddings: await TrainingStage.create(
        'embeddings',
        drawEmbeddings(config, dropout).stage,
        gradients,
        options,
      ),
      layer: await TrainingStage.create('layer', drawEncoderLayer(config, dropout).stage, gradients, options),
      dropout,
    }
    return new BertEncoder(config, parameters, await compileInference(config, options), training)
  }

  /** Hidden states [T, H] without dropout. */
  async forward(batch: PackedBatch, buffers: StepBuffers): Promise<OrtTensor> {
    const feeds = feedsOf(batch, this.config)
    const dimensions = dimensionsOf(batch)
    const { embeddings, layer } = this.#inference
    let x = await embeddings.run({ ...feeds, ...this.#values(EMBEDDINGS) }, dimensions, buffers)
    let spare = floatTensor(buffers.floats(x.size), x.dims)
    for (let i = 0; i < this.config.num_hidden_layers; i++) {
      await layer.run({ ...feeds, ...this.#values(layerPrefix(i)), x }, dimensions, buffers, spare)
      ;[x, spare] = [spare, x]
    }
    return x
  }

  /** Hidden states [T, H] with dropout, and what `backward` needs. */
  async record(batch: PackedBatch, buffers: StepBuffers, masks: MaskBuffers): Promise<EncoderTape> {
    const { embeddings, layer, dropout } = this.#training!
    const feeds = feedsOf(batch, this.config)
    const dimensions = dimensionsOf(batch)
    const first = { ...feeds, ...this.#values(EMBEDDINGS), ...this.#embeddingMasks(batch, masks, dropout) }
    const embedded = await embeddings.forward(first, dimensions, buffers)
    const tapes: Tape[] = []
    let x = embedded.y
    for (let i = 0; i < this.config.num_hidden_layers; i++) {
      const own = {
        ...feeds,
        ...this.#values(layerPrefix(i)),
        ...this.#layerMasks(i, batch, masks, dropout),
        x,
      }
      const tape = await layer.forward(own, dimensions, buffers)
      tapes.push(tape)
      x = tape.y
    }
    return { batch, embeddings: embedded, layers: tapes, hidden: x }
  }

  /**
   * Writes the gradients of all trainable parameters, given the cotangent of the hidden states.
   *
   * @param dHidden [T, H]; it is written over
   * @param add whether to add to the gradients that are there: a step may come in several parts
   */
  async backward(tape: EncoderTape, dHidden: OrtTensor, buffers: StepBuffers, add = false): Promise<void> {
    const { embeddings, layer } = this.#training!
    // Two buffers take turns: the cotangent of a layer's input is written over that of the layer above's output.
    let dx = dHidden
    let spare = floatTensor(buffers.floats(dHidden.size), dHidden.dims)
    for (let i = this.config.num_hidden_layers - 1; i >= 0; i--) {
      const own = this.#gradients(layerPrefix(i))
      await layer.backward(tape.layers[i]!, dx, { ...own, x: spare }, buffers, add ? Object.keys(own) : [])
      ;[dx, spare] = [spare, dx]
    }
    const own = this.#gradients(EMBEDDINGS)
    const { rows } = await embeddings.backward(tape.embeddings, dx, own, buffers, add ? Object.keys(own) : [])
    this.#addRows('word_embeddings', rows!, tape.batch.tokenIds, add)
    this.#addRows('position_embeddings', rows!, tape.batch.positions, add)
    this.#addRows('token_type_embeddings', rows!, tape.batch.tokenTypes, add)
  }

  async release(): Promise<void> {
    for (const stage of [
      ...Object.values(this.#inference),
      this.#training?.embeddings,
      this.#training?.layer,
    ]) {
      await stage?.release()
    }
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
  maskBytes({ tokens, sequences, slots }: PackedBatch): number {
    const { dropout } = this.#training!
    const { hidden_size: width, num_attention_heads: heads, num_hidden_layers: layers } = this.config
    const hidden = dropout.hidden > 0 ? maskBytes(tokens * width) : 0
    const attention = dropout.attention > 0 ? maskBytes(sequences * heads * slots * slots) : 0
    return hidden + layers * (2 * hidden + attention)
  }

  #embeddingMasks({ tokens }: PackedBatch, masks: MaskBuffers, { hidden }: DropoutRates): Feeds {
    return hidden > 0 ? maskFeeds(masks, '', { embeddings: [hidden, [tokens, this.config.hidden_size]] }) : {}
  }

  #layerMasks(layer: number, batch: PackedBatch, masks: MaskBuffers, dropout: DropoutRates): Feeds {
    const { tokens, sequences, slots } = batch
    const { hidden_size: width, num_attention_heads: heads } = this.config
    const sites: Record<string, readonly [number, readonly number[]]> = {
      attention: [dropout.attention, [sequences, heads, slots, slots]],
      'attention.output': [dropout.hidden, [tokens, width]],
      output: [dropout.hidden, [tokens, width]],
    }
    return maskFeeds(masks, `${layer}.`, sites)
  }
}

async function compileInference(config: BertConfig, options: EngineOptions) {
  return {
    embeddings: await ForwardStage.create('embeddings', drawEmbeddings(config, NO_DROPOUT).stage, options),
    layer: await ForwardStage.create('layer', drawEncoderLayer(config, NO_DROPOUT).stage, options),
  }
}

function maskFeeds(
  masks: MaskBuffers,
  prefix: string,
  sites: Readonly<Record<string, readonly [rate: number, shape: readonly number[]]>>,
): Feeds {
  const feeds: Record<string, OrtTensor> = {}
  for (const [site, [rate, shape]] of Object.entries(sites)) {
    if (rate > 0) feeds[maskName(site)] = masks.mask(prefix + site, rate, shape)
  }
  return feeds
}

const dimensionsOf = ({ tokens, sequences, slots }: PackedBatch): Dimensions => ({
  T: tokens,
  B: sequences,
  S: slots,
})

function feedsOf(batch: PackedBatch, { num_attention_heads: heads }: BertConfig): Feeds {
  const { tokens, sequences, slots } = batch
  return {
    tokenIds: intTensor(batch.tokenIds, [tokens]),
    positions: intTensor(batch.positions, [tokens]),
    tokenTypes: intTensor(batch.tokenTypes, [tokens]),
    slotRows: intTensor(batch.slotRows, [sequences, heads, slots]),
    contextRows: intTensor(batch.contextRows, [sequences, heads, slots]),
    tokenSlots: intTensor(batch.tokenSlots, [tokens, heads]),
    filled: floatTensor(batch.filled, [sequences, 1, slots, 1]),
    attentionMask: floatTensor(batch.attentionMask, [sequences, 1, 1, slots]),
  }
}
