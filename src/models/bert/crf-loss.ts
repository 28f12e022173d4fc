import { type Feeds, floatTensor, intTensor } from '../../engine/index.ts'
import type { Tensor } from '../../graph/index.ts'
import type { Scope } from '../../nn/index.ts'
import { add, gather, linearChain, multiply, pick, reshape, subtract } from '../../ops/index.ts'
import type { PackedBatch } from '../batch.ts'
import { type ChainLayout, type CrfTensors, chainFeeds, drawChains, layChains, slotOf } from './chains.ts'

/**
 * The negative log-likelihood of the labels under a CRF, row by row: what a row adds to its chain's, −log of the
 * probability of the whole path. The rows' parts may be negative, their sum over a chain is not.
 *
 * @param emissions [T, C]
 * @param labels int32 [T]
 * @returns [T]; of rows in no chain, some number that means nothing
 */
export function drawChainLoss(scope: Scope, emissions: Tensor, labels: Tensor, crf: CrfTensors): Tensor {
  const [rows, classes] = emissions.shape as [string, number]
  const { scores, grid, linked } = drawChains(scope, emissions, crf)
  const normalisers = reshape(linearChain(grid, crf.transitions, linked), ['slots'])
  const normaliser = gather(normalisers, scope.feed('rowSlots', 'int32', [rows]))
  const pairs = scope.feed('pairs', 'int32', [rows])
  const arrived = gather(reshape(crf.transitions, [classes * classes]), pairs)
  const transition = multiply(arrived, scope.feed('rowLinked', 'float32', [rows]))
  return subtract(normaliser, add(pick(scores, labels), transition))
}

/** The chains of a batch: of each sequence the rows that count, in order. */
export function chainsOf({ starts, sequences, tokens }: PackedBatch, weights: Float32Array): ChainLayout {
  const chains = Array.from({ length: sequences }, (_, b) => {
    const rows = Int32Array.from({ length: starts[b + 1]! - starts[b]! }, (_, t) => starts[b]! + t)
    return rows.filter((row) => weights[row] !== 0)
  })
  return layChains(chains, tokens)
}

/** What `drawChainLoss` asks to be fed, labels apart. */
export function chainLossFeeds(layout: ChainLayout, labels: Int32Array, classes: number): Feeds {
  const { chains, rows } = layout
  const [rowSlots, pairs] = [new Int32Array(rows), new Int32Array(rows)]
  const rowLinked = new Float32Array(rows)
  for (const [index, chain] of chains.entries()) {
    for (const [step, row] of chain.entries()) {
      rowSlots[row] = slotOf(layout, index, step)
      if (step === 0) continue
      pairs[row] = labels[chain[step - 1]!]! * classes + labels[row]!
      rowLinked[row] = 1
    }
  }
  return {
    ...chainFeeds(layout),
    rowSlots: intTensor(rowSlots, [rows]),
    pairs: intTensor(pairs, [rows]),
    rowLinked: floatTensor(rowLinked, [rows]),
  }
}
