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
import { type DropoutRates, type HeadKind, rowsOf } from './graphs.ts'

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
    firstTokens: intTensor(batch.starts.slice(0, sequences), [sequences]),
    filled: floatTensor(batch.filled, [sequences, 1, slots, 1]),
    attentionMask: floatTensor(batch.attentionMask, [sequences, 1, 1, slots]),
  }
}

type Sites = Readonly<Record<string, readonly [rate: number, shape: readonly number[]]>>

const embeddingSites = (sizes: BatchSizes, config: BertConfig, rates: DropoutRates): Sites => ({
  embeddings: [rates.hidden, [sizes.tokens, config.hidden_size]],
})

/** @param rows of what the layer gives, tokens or sequences */
function layerSites(
  { sequences, slots }: BatchSizes,
  rows: number,
  config: BertConfig,
  rates: DropoutRates,
): Sites {
  const { hidden_size: width, num_attention_heads: heads } = config
  return {
    attention: [rates.attention, [sequences, heads, slots, slots]],
    'attention.output': [rates.hidden, [rows, width]],
    output: [rates.hidden, [rows, width]],
  }
}

/** @param place −1 for the embeddings, else a layer; the last one gives as many rows as the head reads */
function sitesOf(
  place: number,
  sizes: BatchSizes,
  config: BertConfig,
  rates: DropoutRates,
  reads: HeadKind,
): Sites {
  if (place < 0) return embeddingSites(sizes, config, rates)
  const rows = { token: sizes.tokens, sequence: sizes.sequences }[rowsOf(place, config, reads)]
  return layerSites(sizes, rows, config, rates)
}

/** Draws the masks of one place of the encoder: −1 for the embeddings, else a layer. */
export function maskFeeds(
  place: number,
  batch: BatchSizes,
  config: BertConfig,
  rates: DropoutRates,
  reads: HeadKind,
  masks: MaskBuffers,
): Feeds {
  const prefix = place < 0 ? '' : `${place}.`
  const feeds: Record<string, OrtTensor> = {}
  for (const [site, [rate, shape]] of Object.entries(sitesOf(place, batch, config, rates, reads))) {
    if (rate > 0) feeds[maskName(site)] = masks.mask(prefix + site, rate, shape)
  }
  return feeds
}

/** Bytes of the masks of all places from `first` up. */
export function masksFrom(
  first: number,
  sizes: BatchSizes,
  config: BertConfig,
  rates: DropoutRates,
  reads: HeadKind,
): number {
  let bytes = 0
  for (let place = first; place < config.num_hidden_layers; place++) {
    for (const [rate, shape] of Object.values(sitesOf(place, sizes, config, rates, reads)))
      if (rate > 0) bytes += maskBytes(shape.reduce((size, dim) => size * dim, 1))
  }
  return bytes
}
