import { type Feeds, floatTensor, intTensor } from '../../engine/index.ts'
import type { Tensor } from '../../graph/index.ts'
import type { Scope } from '../../nn/index.ts'
import { add, gather, multiply } from '../../ops/index.ts'

/** How rows of a batch form chains, and where these lie in the grid of `steps` steps and `lanes` lanes. */
export interface ChainLayout {
  readonly steps: number
  readonly lanes: number
  /** The rows of each chain in order; a chain may be empty. */
  readonly chains: readonly Int32Array[]
  /** Where the first step of each chain lies; the others follow it in the lane. */
  readonly places: readonly Place[]
  readonly rows: number
}

interface Place {
  readonly lane: number
  readonly step: number
}

/**
 * Lays chains into lanes as long as the longest chain, short ones behind one another: the fewer slots are empty, the
 * less is computed in vain.
 *
 * @param rows how many rows there are, those of no chain included
 */
export function layChains(chains: readonly Int32Array[], rows: number): ChainLayout {
  const longest = chains.reduce((most, { length }) => Math.max(most, length), 0)
  // A grid has one slot at least, though nothing be in it.
  const steps = Math.max(1, longest)
  const order = chains.map((_, index) => index).sort((a, b) => chains[b]!.length - chains[a]!.length || a - b)
  const used: number[] = []
  const places = new Array<Place>(chains.length)
  for (const index of order) {
    const { length } = chains[index]!
    const found = used.findIndex((taken) => taken + length <= steps)
    const lane = found < 0 ? used.push(0) - 1 : found
    places[index] = { lane, step: used[lane]! }
    used[lane]! += length
  }
  return { steps, lanes: Math.max(1, used.length), chains, places, rows }
}

/** The slot in the grid of a step of a chain. */
export function slotOf({ lanes, places }: ChainLayout, chain: number, step: number): number {
  const place = places[chain]!
  return (place.step + step) * lanes + place.lane
}

/** What `drawChains` asks to be fed. */
export function chainFeeds(layout: ChainLayout): Feeds {
  const { steps, lanes, chains, rows } = layout
  const slotRows = new Int32Array(steps * lanes)
  const linked = new Float32Array(steps * lanes)
  const [firsts, lasts] = [new Float32Array(rows), new Float32Array(rows)]
  for (const [index, chain] of chains.entries()) {
    for (const [step, row] of chain.entries()) {
      const slot = slotOf(layout, index, step)
      slotRows[slot] = row
      if (step > 0) linked[slot] = 1
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
 * The scores of rows [T, C], those of beginning and ending a chain included, and the same in the grid [L, N, C] of
 * N lanes.
 *
 * @returns also `linked` [L, N], as LinearChain and Viterbi want it
 */
export function drawChains(scope: Scope, emissions: Tensor, { start, end }: CrfTensors) {
  const rows = emissions.shape[0]!
  const at = (name: string) => scope.feed(name, 'float32', [rows, 1])
  const edges = add(multiply(at('firsts'), start), multiply(at('lasts'), end))
  const scores = add(emissions, edges)
  return {
    scores,
    grid: gather(scores, scope.feed('slotRows', 'int32', ['L', 'N'])),
    linked: scope.feed('linked', 'float32', ['L', 'N']),
  }
}
