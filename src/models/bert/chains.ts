import { type Feeds, floatTensor, intTensor } from '../../engine/index.ts'
import type { Tensor } from '../../graph/index.ts'
import type { Scope } from '../../nn/index.ts'
import { add, gather, multiply } from '../../ops/index.ts'

/** How rows of a batch form chains, and where these lie in the grid of L steps and B lanes: a chain a lane. */
export interface ChainLayout {
  readonly steps: number
  readonly lanes: number
  /** The rows of each chain in order; a lane may be empty. */
  readonly chains: readonly Int32Array[]
  readonly rows: number
}

/** Lays chains into lanes. @param rows how many rows there are, those of no chain included */
export function layChains(chains: readonly Int32Array[], rows: number): ChainLayout {
  const longest = chains.reduce((most, { length }) => Math.max(most, length), 0)
  // A grid has one step at least, though nothing be in it.
  return { steps: Math.max(1, longest), lanes: chains.length, chains, rows }
}

/** What `drawChains` asks to be fed. */
export function chainFeeds({ steps, lanes, chains, rows }: ChainLayout): Feeds {
  const slotRows = new Int32Array(steps * lanes)
  const linked = new Float32Array(steps * lanes)
  const [firsts, lasts] = [new Float32Array(rows), new Float32Array(rows)]
  for (const [lane, chain] of chains.entries()) {
    for (const [step, row] of chain.entries()) {
      slotRows[step * lanes + lane] = row
      if (step > 0) linked[step * lanes + lane] = 1
    }
    if (chain.length > 0) {
      firsts[chain[0]!] = 1
      lasts[chain.at(-1)!] = 1
    }
  }
  return {
    slotRows: intTensor(slotRows, [steps, lanes]),
    linked: floatTensor(linked, [steps, lanes]),
    firsts: floatTensor(firsts, [rows, 1]),
    lasts: floatTensor(lasts, [rows, 1]),
  }
}

/** A CRF's parameters [C, C], [C], [C] with its masks added. */
export interface CrfTensors {
  readonly transitions: Tensor
  readonly start: Tensor
  readonly end: Tensor
}

/**
 * The scores of rows [T, C], those of beginning and ending a chain included, and the same in the grid [L, B, C].
 *
 * @returns also `linked` [L, B], as LinearChain and Viterbi want it
 */
export function drawChains(scope: Scope, emissions: Tensor, { start, end }: CrfTensors) {
  const rows = emissions.shape[0]!
  const at = (name: string) => scope.feed(name, 'float32', [rows, 1])
  const edges = add(multiply(at('firsts'), start), multiply(at('lasts'), end))
  const scores = add(emissions, edges)
  return {
    scores,
    grid: gather(scores, scope.feed('slotRows', 'int32', ['L', 'B'])),
    linked: scope.feed('linked', 'float32', ['L', 'B']),
  }
}
