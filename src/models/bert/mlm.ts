import {
  addTo,
  type EngineOptions,
  ForwardStage,
  floatTensor,
  intTensor,
  type OrtTensor,
  type Parameters,
  type StepBuffers,
  type Tape,
  type TapeOptions,
  TrainingStage,
} from '../../engine/index.ts'
import { Graph } from '../../graph/index.ts'
import { layerNorm, linear, type ParameterDeclaration, Scope } from '../../nn/index.ts'
import { gather, gelu, gemm, gradients, softmaxCrossEntropy } from '../../ops/index.ts'
import type { BertConfig } from './config.ts'
import { encoderParameters } from './encoder.ts'
import { type DrawnStage, WORD_EMBEDDINGS } from './graphs.ts'

/** The head shares this table with the embeddings: what is predicted by is what is read by. */
const WORDS = WORD_EMBEDDINGS

/** Every parameter of the masked-language-model head but the shared word embeddings, under Hugging Face's names. */
export function mlmParameters(config: BertConfig): ParameterDeclaration[] {
  return drawMlmHead(config, 'logits').declarations.filter(({ name }) => name !== WORDS)
}

/** Every parameter of an encoder with the head of masked-language modelling. */
export const maskedModelParameters = (config: BertConfig): ParameterDeclaration[] => [
  ...encoderParameters(config),
  ...mlmParameters(config),
]

/**
 * BERT's head of masked-language modelling (Devlin et al., 2019), on M masked tokens of the hidden states [T, H] only:
 * dense, GELU, LayerNorm, and the product with the word embeddings. Gives logits [M, V], or weighted losses [M].
 */
export function drawMlmHead(config: BertConfig, output: 'logits' | 'loss'): DrawnStage {
  const scope = new Scope(new Graph())
  const { hidden_size: width, vocab_size: words, layer_norm_eps: epsilon } = config
  const x = scope.graph.input('x', 'float32', ['T', width])
  const masked = gather(x, scope.feed('masked', 'int32', ['M']))
  const transform = scope.child('cls.predictions.transform')
  const features = layerNorm(
    transform.child('LayerNorm'),
    gelu(linear(transform.child('dense'), masked, width)),
    epsilon,
  )
  const table = scope.parameter(WORDS, [words, width])
  const bias = scope.child('cls.predictions').parameter('bias', [words], 'zeros')
  const logits = gemm(features, table, bias, false, true)
  const y =
    output === 'logits'
      ? logits
      : softmaxCrossEntropy(
          logits,
          scope.feed('labels', 'int32', ['M']),
          scope.feed('weights', 'float32', ['M']),
        )
  const { graph, parameters, declarations, auxiliary } = scope
  return {
    stage: { graph, x, parameters, auxiliary, y, wanted: new Map([['x', x], ...parameters]) },
    declarations,
  }
}

/** Tokens of a batch that are to be predicted. */
export interface MaskedTokens {
  /** [M]: their places among the T tokens. */
  readonly positions: Int32Array
  /** [M]: the ids that stood there. */
  readonly targets: Int32Array
}

export interface MlmLoss {
  /** Σ over the masked tokens of weight · −log p, added up in float64. */
  readonly loss: number
  readonly tape: Tape
}

/** The head of masked-language modelling with its loss. */
export class MlmHead {
  readonly #parameters: Parameters
  readonly #logits: ForwardStage
  readonly #training: TrainingStage | undefined

  private constructor(parameters: Parameters, logits: ForwardStage, training?: TrainingStage) {
    this.#parameters = parameters
    this.#logits = logits
    this.#training = training
  }

  /** @param options.learns whether it is to be trained */
  static async create(
    config: BertConfig,
    parameters: Parameters,
    { learns, ...options }: EngineOptions & TapeOptions & { readonly learns: boolean },
  ): Promise<MlmHead> {
    const logits = await ForwardStage.create('mlm', drawMlmHead(config, 'logits').stage, options)
    if (!learns) return new MlmHead(parameters, logits)
    const stage = drawMlmHead(config, 'loss').stage
    return new MlmHead(parameters, logits, await TrainingStage.create('mlm', stage, gradients, options))
  }

  /** Logits [M, V] of the tokens at `positions`. */
  async logits(hidden: OrtTensor, positions: Int32Array, buffers: StepBuffers): Promise<Float32Array> {
    const feeds = {
      ...this.#parameters.under('').values,
      x: hidden,
      masked: intTensor(positions, [positions.length]),
    }
    return (await this.#logits.run(feeds, dimensions(hidden, positions), buffers)).data as Float32Array
  }

  /** @param weight what each masked token counts */
  async loss(
    hidden: OrtTensor,
    { positions, targets }: MaskedTokens,
    weight: number,
    buffers: StepBuffers,
  ): Promise<MlmLoss> {
    const count = positions.length
    const feeds = {
      ...this.#parameters.under('').values,
      x: hidden,
      masked: intTensor(positions, [count]),
      labels: intTensor(targets, [count]),
      weights: floatTensor(buffers.floats(count).fill(weight), [count]),
    }
    const tape = await this.#training!.forward(feeds, dimensions(hidden, positions), buffers)
    const losses = tape.y.data as Float32Array
    return { loss: losses.reduce((sum, value) => sum + value, 0), tape }
  }

  /**
   * Writes the gradients of the head's own parameters.
   *
   * @param add whether to add to the gradients that are there
   * @returns the cotangent of the hidden states, and `addWords`, to be called once the encoder's backward pass has
   *   written the gradient of the word embeddings: it adds the head's share
   */
  async backward(
    { tape }: MlmLoss,
    buffers: StepBuffers,
    add = false,
  ): Promise<{ readonly dHidden: OrtTensor; readonly addWords: () => void }> {
    const rows = tape.y.dims[0]!
    const ones = floatTensor(buffers.floats(rows).fill(1), [rows])
    const { [WORDS]: _, ...own } = this.#parameters.under('').gradients
    const found = await this.#training!.backward(tape, ones, own, buffers, add ? Object.keys(own) : [])
    const addWords = () => {
      addTo(this.#parameters.get(WORDS).training!.gradient, found[WORDS]!.data as Float32Array)
    }
    return { dHidden: found.x!, addWords }
  }

  async release(): Promise<void> {
    await this.#logits.release()
    await this.#training?.release()
  }
}

const dimensions = (hidden: OrtTensor, positions: Int32Array) => ({
  T: hidden.dims[0]!,
  M: positions.length,
})
