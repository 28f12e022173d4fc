import type { RandomStream } from '../base/random.ts'
import type { Parameters } from '../engine/index.ts'
import type { BertConfig } from '../models/index.ts'

/** How sharply a head that starts with a direction looks there: with 1.4 about two thirds of its attention. */
const SHARPNESS = 1.4
/** Layers whose heads start with directions, from the lowest; in the second, half of them. */
const DIRECTED_LAYERS = 2
/** What begins with directions learns slower, or it is forgotten before the rest has learned to use it: see directStart. */
const SLOW = 0.02

/**
 * Gives an encoder whose parameters are drawn at random a start that looks at neighbours.
 *
 * Small encoders that see few tokens spend most of them on finding out that neighbours matter: the loss stays for
 * thousands of steps at what the frequencies of tokens give. So this start already knows it, the rest stays as it
 * is. Position embeddings are sines and cosines of random frequencies; the heads of the lowest layers look at the
 * neighbours one, two … tokens to the left and right, which is a rotation of these. What neighbours say means nothing
 * at first, and the mean of the whole window is learned sooner, which would level these heads (measured: within 2,000
 * steps): so they learn at a fraction of the rate, `startRate`.
 */
export function directStart(parameters: Parameters, config: BertConfig, random: RandomStream): void {
  const frequencies = drawPositions(parameters, config, random)
  for (let layer = 0; layer < Math.min(DIRECTED_LAYERS, config.num_hidden_layers); layer++)
    directHeads(parameters, config, layer, frequencies)
}

/** What share of the learning rate a parameter takes in a run that began with `directStart`. */
export function startRate(name: string): number {
  const [, layer] = /^bert\.encoder\.layer\.(\d+)\.attention\.self\.(?:query|key)\./.exec(name) ?? []
  const isDirected = layer !== undefined && Number(layer) < DIRECTED_LAYERS
  return isDirected || name === 'bert.embeddings.position_embeddings.weight' ? SLOW : 1
}

/** Sines and cosines as large as the word embeddings. @returns the frequency of each pair of dimensions */
function drawPositions(parameters: Parameters, config: BertConfig, random: RandomStream): number[] {
  const { hidden_size: width, max_position_embeddings: count, initializer_range: range } = config
  const frequencies = Array.from({ length: width / 2 }, () => Math.PI * random.uniform())
  const { value } = parameters.get('bert.embeddings.position_embeddings.weight')
  for (let position = 0; position < count; position++)
    for (const [pair, frequency] of frequencies.entries()) {
      value[position * width + 2 * pair] = Math.SQRT2 * range * Math.sin(frequency * position)
      value[position * width + 2 * pair + 1] = Math.SQRT2 * range * Math.cos(frequency * position)
    }
  return frequencies
}

/** Makes heads look at −1, +1, −2, +2 …: keys are the positions' own pairs, queries the same turned by the distance. */
function directHeads(
  parameters: Parameters,
  config: BertConfig,
  layer: number,
  frequencies: readonly number[],
): void {
  const { hidden_size: width, num_attention_heads: heads } = config
  const prefix = `bert.encoder.layer.${layer}.attention.self.`
  const [query, key] = ['query', 'key'].map((name) => parameters.get(`${prefix}${name}.weight`).value)
  const pairs = width / heads / 2
  const directed = layer === 0 ? heads : Math.ceil(heads / 2)
  for (let head = 0; head < directed; head++) {
    const offset = (head % 2 === 0 ? -1 : 1) * (1 + Math.floor(head / 2))
    for (let pair = 0; pair < pairs; pair++) {
      const [row, column] = [2 * (head * pairs + pair), 2 * (head * pairs + pair)]
      const angle = frequencies[column / 2]! * offset
      const [sine, cosine] = [SHARPNESS * Math.sin(angle), SHARPNESS * Math.cos(angle)]
      setRow(key!, width, row, column, [SHARPNESS, 0])
      setRow(key!, width, row + 1, column, [0, SHARPNESS])
      setRow(query!, width, row, column, [cosine, sine])
      setRow(query!, width, row + 1, column, [-sine, cosine])
    }
  }
}

/** A row that reads one pair of dimensions only. */
function setRow(
  matrix: Float32Array,
  width: number,
  row: number,
  column: number,
  [first, second]: readonly [number, number],
): void {
  matrix.fill(0, row * width, (row + 1) * width)
  matrix[row * width + column] = first
  matrix[row * width + column + 1] = second
}
