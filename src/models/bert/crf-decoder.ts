import { type EngineOptions, floatTensor, intTensor, type Parameters, Session } from '../../engine/index.ts'
import { Graph, lower } from '../../graph/index.ts'
import { Scope } from '../../nn/index.ts'
import { chainMarginals, pick, viterbi } from '../../ops/index.ts'
import { chainFeeds, drawChains, layChains, slotOf } from './chains.ts'
import { declareCrf, restrict } from './crf.ts'
import type { HeadShape } from './head-graphs.ts'

/** The best path of a chain. */
export interface TagPath {
  readonly classes: Int32Array
  /** The posterior probability of each step's class, over all paths. */
  readonly probabilities: Float32Array
}

/** The most slots of a grid, filled or not; a longer chain goes alone. */
const GRID_SLOTS = 8192

/** Finds the best paths of a CRF head's chains. */
export class CrfDecoder {
  readonly #classes: number
  readonly #parameters: Parameters
  readonly #prefix: string
  readonly #session: Session

  private constructor(classes: number, parameters: Parameters, prefix: string, session: Session) {
    this.#classes = classes
    this.#parameters = parameters
    this.#prefix = prefix
    this.#session = session
  }

  /**
   * @param prefix where the head's parameters stand
   * @throws TypeError for a head without a CRF
   */
  static async create(
    shape: HeadShape,
    parameters: Parameters,
    options: EngineOptions & { readonly prefix?: string },
  ): Promise<CrfDecoder> {
    if (!shape.crf) throw new TypeError('this head has no CRF')
    const { classes } = shape
    const scope = new Scope(new Graph())
    const emissions = scope.graph.input('emissions', 'float32', ['T', classes])
    const crf = restrict(declareCrf(scope, classes), shape.crf, true)
    const { grid, linked } = drawChains(scope, emissions, crf)
    const path = viterbi(grid, crf.transitions, linked)
    const marginals = chainMarginals(grid, crf.transitions, linked)
    const inputs = new Map([['emissions', emissions], ...scope.parameters, ...scope.auxiliary])
    const outputs = new Map([
      ['classes', path],
      ['probabilities', pick(marginals, path)],
    ])
    const graph = lower('crf', { inputs, outputs }, options.device)
    return new CrfDecoder(classes, parameters, options.prefix ?? '', await Session.create(graph, options))
  }

  /**
   * The best path of each chain, in the chains' order.
   *
   * @param chains emissions [n, classes] of each; n may be 0
   */
  async decode(chains: readonly Float32Array[]): Promise<TagPath[]> {
    const paths = new Array<TagPath>(chains.length)
    const lengths = chains.map((chain) => chain.length / this.#classes)
    for (const indices of planGrids(lengths)) {
      const own = await this.#decodeGrid(indices.map((index) => chains[index]!))
      for (const [i, index] of indices.entries()) paths[index] = own[i]!
    }
    return paths
  }

  async release(): Promise<void> {
    await this.#session.release()
  }

  async #decodeGrid(chains: readonly Float32Array[]): Promise<TagPath[]> {
    const width = this.#classes
    const rows = chains.reduce((sum, { length }) => sum + length / width, 0)
    if (rows === 0)
      return chains.map(() => ({ classes: new Int32Array(), probabilities: new Float32Array() }))
    const emissions = new Float32Array(rows * width)
    let row = 0
    const layout = layChains(
      chains.map((chain) => {
        emissions.set(chain, row * width)
        const first = row
        row += chain.length / width
        return Int32Array.from({ length: row - first }, (_, t) => first + t)
      }),
      rows,
    )
    const { steps, lanes } = layout
    const [classes, probabilities] = [new Int32Array(steps * lanes), new Float32Array(steps * lanes)]
    await this.#session.run(
      {
        ...this.#parameters.under(this.#prefix).values,
        ...chainFeeds(layout),
        emissions: floatTensor(emissions, [rows, width]),
      },
      {
        classes: intTensor(classes, [steps, lanes]),
        probabilities: floatTensor(probabilities, [steps, lanes]),
      },
    )
    return layout.chains.map(({ length }, chain) => ({
      classes: Int32Array.from({ length }, (_, t) => classes[slotOf(layout, chain, t)]!),
      // Rounding may leave a sure step above 1.
      probabilities: Float32Array.from({ length }, (_, t) =>
        Math.min(1, probabilities[slotOf(layout, chain, t)]!),
      ),
    }))
  }
}

/** Chains of like length side by side, so that few slots are empty. */
function planGrids(lengths: readonly number[]): number[][] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[b]! - lengths[a]! || a - b)
  const grids: number[][] = []
  let longest = 0
  for (const index of order) {
    const grid = grids.at(-1)
    if (grid && (grid.length + 1) * longest <= GRID_SLOTS) grid.push(index)
    else {
      grids.push([index])
      longest = lengths[index]!
    }
  }
  return grids
}
