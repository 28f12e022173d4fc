import { RandomStream } from '../base/random.ts'
import type { Parameters } from '../engine/index.ts'
import { type BertConfig, WORD_EMBEDDINGS } from '../models/index.ts'
import type { TokenFile } from './token-file.ts'

/** The most frequent tokens, which count as surroundings. */
const CONTEXTS = 512
/** Where surroundings are looked at: each distance counts apart. */
const OFFSETS = [-2, -1, 1, 2] as const
/** Rarer tokens keep their random embedding. */
const LEAST_COUNT = 5
/** Non-zero entries in the random vector of a context. */
const MARKS = 8
/** How much of an embedding's length its surroundings make up; the rest stays random, so that alike is not the same. */
const SHARE = 0.5
/** Smooths the frequencies of contexts, as in word2vec (Levy et al., 2015). */
const SMOOTHING = 0.75

/**
 * Gives word embeddings a start from the corpus: positive pointwise mutual information with the frequent tokens around,
 * projected at random to the embedding's width (Levy et al., 2015; Achlioptas, 2003). Tokens that stand in like
 * surroundings begin near each other, which pre-training would have to find out first.
 *
 * @param parameters whose word embeddings are drawn already
 */
export async function drawWords(
  parameters: Parameters,
  { hidden_size: width, vocab_size: size, initializer_range: range }: BertConfig,
  tokens: TokenFile,
  seed: number,
): Promise<void> {
  const counts = new Float64Array(size)
  for await (const { ids } of tokens.pieces()) for (const id of ids) counts[id]!++
  const contexts = [...counts.keys()]
    .filter((id) => counts[id]! > 0)
    .sort((a, b) => counts[b]! - counts[a]! || a - b)
    .slice(0, CONTEXTS)
  const pairs = await countPairs(tokens, size, contexts)
  const sums = project(pairs, counts, contexts, width, seed)
  const { value } = parameters.get(WORD_EMBEDDINGS)
  for (let id = 0; id < size; id++) {
    if (counts[id]! < LEAST_COUNT) continue
    const own = sums.subarray(id * width, (id + 1) * width)
    const norm = Math.sqrt(own.reduce((sum, element) => sum + element * element, 0))
    if (norm === 0) continue
    const scale = (Math.sqrt(SHARE) * range * Math.sqrt(width)) / norm
    const row = value.subarray(id * width, (id + 1) * width)
    for (let i = 0; i < width; i++) row[i] = Math.sqrt(1 - SHARE) * row[i]! + scale * own[i]!
  }
}

/** [size, offsets · contexts]: how often a token has each context at each offset; pairs across two pieces are left out. */
async function countPairs(
  tokens: TokenFile,
  size: number,
  contexts: readonly number[],
): Promise<Float32Array> {
  const rank = new Int32Array(size).fill(-1)
  for (const [i, id] of contexts.entries()) rank[id] = i
  const columns = OFFSETS.length * contexts.length
  const pairs = new Float32Array(size * columns)
  for await (const { ids } of tokens.pieces())
    for (const [at, id] of ids.entries())
      for (const [o, offset] of OFFSETS.entries()) {
        const context = rank[ids[at + offset] ?? -1] ?? -1
        if (context >= 0) pairs[id * columns + o * contexts.length + context]!++
      }
  return pairs
}

/** [size, width]: each token's mutual information with its contexts, through a random sparse projection; centred. */
function project(
  pairs: Float32Array,
  counts: Float64Array,
  contexts: readonly number[],
  width: number,
  seed: number,
): Float32Array {
  const random = new RandomStream(seed, 'contexts')
  const columns = OFFSETS.length * contexts.length
  const marks = Array.from({ length: columns }, () =>
    Array.from({ length: MARKS }, () => random.below(2 * width)),
  )
  const smoothed = contexts.map((id) => counts[id]! ** SMOOTHING)
  const all = smoothed.reduce((sum, count) => sum + count, 0)
  const sums = new Float32Array(counts.length * width)
  const mean = new Float64Array(width)
  let known = 0
  for (const [id, count] of counts.entries()) {
    if (count < LEAST_COUNT) continue
    known++
    for (let column = 0; column < columns; column++) {
      const together = pairs[id * columns + column]!
      if (together === 0) continue
      const information = Math.log((together * all) / (count * smoothed[column % contexts.length]!))
      if (information <= 0) continue
      for (const place of marks[column]!)
        sums[id * width + (place % width)]! += place < width ? information : -information
    }
    for (let i = 0; i < width; i++) mean[i]! += sums[id * width + i]!
  }
  for (const [id, count] of counts.entries())
    if (count >= LEAST_COUNT) for (let i = 0; i < width; i++) sums[id * width + i]! -= mean[i]! / known
  return sums
}
