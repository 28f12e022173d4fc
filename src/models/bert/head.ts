import {
  type EngineOptions,
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
import { chainLossFeeds, chainsOf } from './crf-loss.ts'
import { drawHead, type HeadShape } from './head-graphs.ts'
import type { LossSettings } from './losses.ts'

/** The gold class of each row, and what the row counts in the loss: 0 leaves it out. */
export interface Targets {
  /** [rows]; with several labels [rows, classes], 1 where a row has the class. */
  readonly labels: Int32Array
  readonly weights: Float32Array
  /** With R-Drop: the row that holds the same token or text under other dropout masks; any row where weight is 0. */
  readonly partners?: Int32Array
}

export interface HeadLoss {
  /** Σ weight · loss of the row, added up in float64. */
  readonly loss: number
  readonly tape: Tape
}

/** Every parameter of a head, under `prefix`. */
export function headParameters(config: BertConfig, shape: HeadShape, prefix = ''): ParameterDeclaration[] {
  return drawHead(config, shape, 0, 'logits').declarations.map((declaration) =>
    prefixDeclaration(prefix, declaration),
  )
}

/** A classification head with its loss. */
export class BertHead {
  readonly shape: HeadShape
  readonly #config: BertConfig
  readonly #parameters: Parameters
  readonly #prefix: string
  readonly #logits: ForwardStage
  readonly #training: { stage: TrainingStage; rate: number } | undefined

  private constructor(
    shape: HeadShape,
    config: BertConfig,
    parameters: Parameters,
    prefix: string,
    logits: ForwardStage,
    training?: { stage: TrainingStage; rate: number },
  ) {
    this.shape = shape
    this.#config = config
    this.#parameters = parameters
    this.#prefix = prefix
    this.#logits = logits
    this.#training = training
  }

  /**
   * @param dropout the rate of dropout before the classifier; a head without it only predicts
   * @param prefix where its parameters stand
   * @param loss what is changed about the loss
   * @throws TypeError for label smoothing or focal loss with a CRF
   */
  static async create(
    config: BertConfig,
    shape: HeadShape,
    parameters: Parameters,
    options: EngineOptions & {
      readonly dropout?: number
      readonly prefix?: string
      readonly loss?: LossSettings
    },
  ): Promise<BertHead> {
    const { dropout, prefix = '', loss } = options
    const logits = await ForwardStage.create('head', drawHead(config, shape, 0, 'logits').stage, options)
    if (dropout === undefined) return new BertHead(shape, config, parameters, prefix, logits)
    const drawn = drawHead(config, shape, dropout, 'loss', loss).stage
    const stage = await TrainingStage.create('head', drawn, gradients, options)
    return new BertHead(shape, config, parameters, prefix, logits, { stage, rate: dropout })
  }

  /**
   * Logits [rows, classes], where rows are tokens or sequences.
   *
   * @param hidden [rows, H]
   */
  async logits(hidden: OrtTensor, batch: PackedBatch, buffers: StepBuffers): Promise<Float32Array> {
    const { tokens, sequences } = batch
    const feeds = { ...this.#parameters.under(this.#prefix).values, x: hidden }
    return (await this.#logits.run(feeds, { T: tokens, B: sequences }, buffers)).data as Float32Array
  }

  /** The loss of a batch, with dropout; `hidden` is [rows, H]. */
  async loss(
    hidden: OrtTensor,
    batch: PackedBatch,
    targets: Targets,
    buffers: StepBuffers,
    masks: MaskBuffers,
  ): Promise<HeadLoss> {
    const { stage, rate } = this.#training!
    const rows = this.#rows(batch)
    const { labels, weights, partners } = targets
    const { crf, classes, multiLabel } = this.shape
    const layout = crf && chainsOf(batch, weights)
    const feeds: Record<string, OrtTensor> = {
      ...this.#parameters.under(this.#prefix).values,
      x: hidden,
      labels: multiLabel
        ? floatTensor(Float32Array.from(labels), [rows, classes])
        : intTensor(labels, [rows]),
      weights: floatTensor(weights, [rows]),
      ...(partners && { partners: intTensor(partners, [rows]) }),
      ...(layout && chainLossFeeds(layout, labels, classes)),
    }
    if (rate > 0)
      feeds[maskName('head')] = masks.mask(`${this.#prefix}head`, rate, [rows, this.#config.hidden_size])
    const dimensions = {
      T: batch.tokens,
      B: batch.sequences,
      ...(layout && { L: layout.steps, N: layout.lanes }),
    }
    const tape = await stage.forward(feeds, dimensions, buffers)
    const losses = tape.y.data as Float32Array
    return { loss: losses.reduce((sum, value) => sum + value, 0), tape }
  }

  /**
   * Writes the head's gradients.
   *
   * @param add whether to add to the gradients that are there
   * @returns the cotangent of the hidden states
   */
  async backward({ tape }: HeadLoss, buffers: StepBuffers, add = false): Promise<OrtTensor> {
    const rows = tape.y.dims[0]!
    const ones = floatTensor(buffers.floats(rows).fill(1), [rows])
    const own = this.#parameters.under(this.#prefix).gradients
    return (await this.#training!.stage.backward(tape, ones, own, buffers, add ? Object.keys(own) : [])).x!
  }

  /** Bytes of the masks that `loss` takes. */
  maskBytes(batch: PackedBatch): number {
    return this.#training && this.#training.rate > 0
      ? maskBytes(this.#rows(batch) * this.#config.hidden_size)
      : 0
  }

  async release(): Promise<void> {
    await this.#logits.release()
    await this.#training?.stage.release()
  }

  #rows({ tokens, sequences }: PackedBatch): number {
    return this.shape.kind === 'token' ? tokens : sequences
  }
}
