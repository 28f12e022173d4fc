import {
  type Dimensions,
  type Feeds,
  floatTensor,
  intTensor,
  type MaskBuffers,
  maskBytes,
  type OrtTensor,
} from '../../engine/index.ts'
import { maskName } from '../../nn/index.ts'
import type { PackedBatch } from '../batch.ts'
import type { BertConfig } from './config.ts'
import type { DropoutRates } from './graphs.ts'

/** The sizes of a batch that memory depends on. */
export type BatchSizes = Pick<PackedBatch, 'tokens' | 'sequences' | 'slots'>

export const dimensionsOf = ({ tokens, sequences, slots }: BatchSizes): Dimensions => ({
  T: tokens,
  B: sequences,
  S: slots,
})

/** What every stage of the encoder may read of a batch. */
export function feedsOf(batch: PackedBatch, { num_attention_heads: heads }: BertConfig): Feeds {
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

type Sites = Readonly<Record<string, readonly [rate: number, shape: readonly number[]]>>

const embeddingSites = (sizes: BatchSizes, config: BertConfig, rates: DropoutRates): Sites => ({
  embeddings: [rates.hidden, [sizes.tokens, config.hidden_size]],
})

function layerSites(
  { tokens, sequences, slots }: BatchSizes,
  config: BertConfig,
  rates: DropoutRates,
): Sites {
  const { hidden_size: width, num_attention_heads: heads } = config
  return {
    attention: [rates.attention, [sequences, heads, slots, slots]],
    'attention.output': [rates.hidden, [tokens, width]],
    output: [rates.hidden, [tokens, width]],
  }
}

/** Draws the masks of one place of the encoder: −1 for the embeddings, else a layer. */
export function maskFeeds(
  place: number,
  batch: BatchSizes,
  config: BertConfig,
  rates: DropoutRates,
  masks: MaskBuffers,
): Feeds {
  const [prefix, sites] =
    place < 0 ? ['', embeddingSites(batch, config, rates)] : [`${place}.`, layerSites(batch, config, rates)]
  const feeds: Record<string, OrtTensor> = {}
  for (const [site, [rate, shape]] of Object.entries(sites)) {
    if (rate > 0) feeds[maskName(site)] = masks.mask(prefix + site, rate, shape)
  }
  return feeds
}

/** Bytes of the masks of all places from `first` up. */
export function masksFrom(first: number, sizes: BatchSizes, config: BertConfig, rates: DropoutRates): number {
  const bytesOf = (sites: Sites) =>
    Object.values(sites).reduce(
      (sum, [rate, shape]) => sum + (rate > 0 ? maskBytes(shape.reduce((size, dim) => size * dim, 1)) : 0),
      0,
    )
  const embeddings = first < 0 ? bytesOf(embeddingSites(sizes, config, rates)) : 0
  return (
    embeddings + (config.num_hidden_layers - Math.max(0, first)) * bytesOf(layerSites(sizes, config, rates))
  )
}
