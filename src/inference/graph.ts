import { drain } from '../base/drain.ts'
import { DTYPES, sizeOf } from '../base/dtypes.ts'
import { Emitter } from '../graph/index.ts'
import type { BertConfig, HeadShape } from '../models/index.ts'
import { checkGraph, type OnnxGraph, type OnnxValue } from '../onnx/index.ts'
import { addConstant, Conversions, dense, lookUp, type Matrix, type Precision } from './_matrices.ts'

export { Conversions, type Precision } from './_matrices.ts'

/** A head of a model: the output that carries its logits, and where its parameters stand. */
export interface InferenceHead {
  readonly output: string
  readonly prefix: string
  readonly shape: HeadShape
}

export interface InferenceSource {
  readonly config: BertConfig
  readonly heads: readonly InferenceHead[]
  /** The numbers of a parameter by Hugging Face's name. */
  weight(name: string): Float32Array
}

/** What may be kept in another precision than the rest: the embeddings of words, and each layer. */
export type WeightGroup = 'embeddings' | `layer.${number}`

/** All groups of an encoder. */
export const weightGroups = ({ num_hidden_layers }: BertConfig): WeightGroup[] => [
  'embeddings',
  ...Array.from({ length: num_hidden_layers }, (_, i) => `layer.${i}` as const),
]

/** The inputs of every graph, int64 [batch, length] each, as transformers names them. */
export const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids'] as const

/**
 * The whole of a BERT model with its heads as one graph for prediction, of padded batches of any size. Attention,
 * GELU and LayerNorm with its residual are single operators of ONNX Runtime. The output of a head on tokens is
 * [batch, length, classes], of a head on sequences [batch, classes]; a CRF's are its emissions.
 *
 * @param precisionOf how the matrices of a group are kept; everything else, heads included, is float32
 * @param conversions what was converted for a graph of the same source before
 */
export function drawInference(
  source: InferenceSource,
  precisionOf: (group: WeightGroup) => Precision = () => 'fp32',
  conversions: Conversions = new Conversions(),
): OnnxGraph {
  return drain(drawing(source, precisionOf, conversions))
}

/**
 * As `drawInference`, with a pause after each group of weights: converting those of a large model takes seconds.
 *
 * @throws what `pause` throws
 */
export async function drawInSteps(
  source: InferenceSource,
  precisionOf: (group: WeightGroup) => Precision,
  pause: () => Promise<void>,
  conversions: Conversions = new Conversions(),
): Promise<OnnxGraph> {
  const steps = drawing(source, precisionOf, conversions)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    await pause()
  }
}

function* drawing(
  source: InferenceSource,
  precisionOf: (group: WeightGroup) => Precision,
  conversions: Conversions,
): Generator<void, OnnxGraph> {
  const drawer = new Drawer(source, precisionOf, conversions)
  const hidden = yield* drawer.encoder(source.heads.every(({ shape }) => shape.kind === 'sequence'))
  const outputs = source.heads.map((head) => drawer.head(hidden, head))
  const { nodes, initializers } = drawer.emitter
  const inputs = INPUTS.map((name): OnnxValue => ({ name, dtype: 'int64', shape: ['batch', 'length'] }))
  const graph = { name: 'inference', nodes, initializers, inputs, outputs }
  checkGraph(graph)
  return graph
}

class Drawer {
  readonly emitter = new Emitter('cpu')
  readonly #source: InferenceSource
  readonly #precisionOf: (group: WeightGroup) => Precision
  readonly #conversions: Conversions

  constructor(
    source: InferenceSource,
    precisionOf: (group: WeightGroup) => Precision,
    conversions: Conversions,
  ) {
    this.#source = source
    this.#precisionOf = precisionOf
    this.#conversions = conversions
  }

  /**
   * Hidden states [batch, length, width]; a step for each group of weights.
   *
   * @param onlyFirst of the last layer the first token's alone, [batch, 1, width]: heads on sequences read no others
   */
  *encoder(onlyFirst: boolean): Generator<void, string> {
    const { num_hidden_layers } = this.#source.config
    const mask = this.emitter.node('Cast', ['attention_mask'], { to: { int: DTYPES.int32.onnx } })
    let x = this.#embeddings()
    yield
    for (let layer = 0; layer < num_hidden_layers; layer++) {
      x = this.#layer(x, layer, mask, onlyFirst && layer === num_hidden_layers - 1)
      yield
    }
    return x
  }

  head(hidden: string, { output, prefix, shape: { kind, classes } }: InferenceHead): OnnxValue {
    const { emitter } = this
    const { hidden_size: width } = this.#source.config
    const linear = (x: string, name: string, outputs: number, names?: readonly string[]) => {
      const matrix = this.#matrix(`${prefix}${name}.weight`, outputs, width)
      const bias = this.#vector(`${prefix}${name}.bias`)
      return dense(emitter, x, matrix, bias, 'fp32', this.#conversions, names)
    }
    let features = hidden
    if (kind === 'sequence') {
      const first = emitter.node('Gather', [hidden, emitter.constant('int64', 0)], { axis: { int: 1 } })
      features = emitter.node('Tanh', [linear(first, 'bert.pooler.dense', width)])
    }
    linear(features, 'classifier', classes, [output])
    const rows = kind === 'token' ? ['batch', 'length'] : ['batch']
    return { name: output, dtype: 'float32', shape: [...rows, classes] }
  }

  #embeddings(): string {
    const { emitter } = this
    const { config } = this.#source
    const { vocab_size, max_position_embeddings, type_vocab_size, hidden_size: width } = config
    const table = (name: string, rows: number) => this.#matrix(`bert.embeddings.${name}.weight`, rows, width)
    const words = table('word_embeddings', vocab_size)
    const types = table('token_type_embeddings', type_vocab_size)
    // Encoders without segments tell two texts apart by [SEP] alone, whatever types they are fed.
    const typeIds =
      type_vocab_size > 1
        ? 'token_type_ids'
        : emitter.node('Mul', ['token_type_ids', emitter.constant('int64', 0)])
    const sum = emitter.node('Add', [
      lookUp(emitter, words, 'input_ids', this.#precisionOf('embeddings'), this.#conversions),
      lookUp(emitter, types, typeIds, 'fp32', this.#conversions),
    ])
    const length = emitter.node('Shape', ['input_ids'], { start: { int: 1 }, end: { int: 2 } })
    const positions = emitter.node('Slice', [
      this.#constant('bert.embeddings.position_embeddings.weight', [max_position_embeddings, width]),
      emitter.constant('int64', [0]),
      length,
    ])
    return this.#norm(emitter.node('Add', [sum, positions]), 'bert.embeddings.LayerNorm')
  }

  #layer(x: string, layer: number, mask: string, onlyFirst: boolean): string {
    const { emitter } = this
    const { hidden_size: width, intermediate_size, num_attention_heads } = this.#source.config
    const precision = this.#precisionOf(`layer.${layer}`)
    const at = `bert.encoder.layer.${layer}`
    const linear = (input: string, name: string, outputs: number, inputs: number) => {
      const matrix = this.#matrix(`${at}.${name}.weight`, outputs, inputs)
      const bias = this.#vector(`${at}.${name}.bias`)
      return dense(emitter, input, matrix, bias, precision, this.#conversions)
    }
    // Rows of several matrices in one product, its result in as many parts.
    const projections = (...names: string[]) => {
      const own = names.map((name) => `${at}.attention.self.${name}`)
      const name = `${at}.attention.self.${names.join('_')}`
      const data = this.#joined(own.map((one) => `${one}.weight`))
      const biases = this.#joined(own.map((one) => `${one}.bias`))
      const outputs = names.length * width
      const bias = addConstant(emitter, `${name}.bias`, 'float32', [outputs], biases)
      const matrix = { name: `${name}.weight`, data, outputs, inputs: width }
      const parts = names.map((one) => emitter.name(one))
      const product = dense(emitter, x, matrix, bias, precision, this.#conversions)
      emitter.node('Split', [product], { axis: { int: -1 }, num_outputs: { int: names.length } }, parts)
      return parts
    }
    const asking = onlyFirst ? this.#first(x) : x
    const parts = onlyFirst
      ? [linear(asking, 'attention.self.query', width, width), ...projections('key', 'value')]
      : projections('query', 'key', 'value')
    const context = emitter.contrib('MultiHeadAttention', [...parts, '', mask], {
      num_heads: { int: num_attention_heads },
    })
    const attended = linear(context, 'attention.output.dense', width, width)
    const h = this.#norm(emitter.node('Add', [attended, asking]), `${at}.attention.output.LayerNorm`)
    const active = emitter.contrib('Gelu', [linear(h, 'intermediate.dense', intermediate_size, width)])
    const output = linear(active, 'output.dense', width, intermediate_size)
    return this.#norm(emitter.node('Add', [output, h]), `${at}.output.LayerNorm`)
  }

  /** The first token of each sequence, [batch, 1, width]. */
  #first(x: string): string {
    const [from, to, axis] = [0, 1, 1].map((value) => this.emitter.constant('int64', [value]))
    return this.emitter.node('Slice', [x, from!, to!, axis!])
  }

  #norm(x: string, at: string): string {
    return this.emitter.node(
      'LayerNormalization',
      [x, this.#vector(`${at}.weight`), this.#vector(`${at}.bias`)],
      { epsilon: { float: this.#source.config.layer_norm_eps } },
    )
  }

  #matrix(name: string, outputs: number, inputs: number): Matrix {
    return { name, data: this.#source.weight(name), outputs, inputs }
  }

  #vector(name: string): string {
    return this.#constant(name, [this.#source.weight(name).length])
  }

  #constant(name: string, shape: readonly number[]): string {
    const data = this.#source.weight(name)
    if (data.length !== sizeOf(shape)) throw new RangeError(`${name} has ${data.length} numbers`)
    return addConstant(this.emitter, name, 'float32', shape, data)
  }

  #joined(names: readonly string[]): Float32Array {
    const parts = names.map((name) => this.#source.weight(name))
    const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }
}
