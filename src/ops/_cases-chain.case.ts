import type { OperatorCase } from './_check.case.ts'
import { type Cases, floats } from './_inputs.case.ts'
import { chainMarginals, LinearChain, LinearChainGrad, linearChain } from './chain.ts'
import { expandLike } from './expand-like.ts'
import { reshape } from './reshape.ts'
import { viterbi } from './viterbi.ts'

// Lane 0: a chain of three steps and an empty slot; lane 1: two chains of two steps.
const [STEPS, LANES, CLASSES] = [4, 2, 3]
const SIZES = { L: STEPS, B: LANES }
const LINKED = [0, 0, 1, 1, 1, 0, 0, 1]
const CHAINS: readonly (readonly number[])[] = [[0, 2, 4], [6], [1, 3], [5, 7]]
const inputs = (low = -2, high = 2) => [
  floats('scores', ['L', 'B', CLASSES], SIZES, low, high),
  floats('transitions', [CLASSES, CLASSES], {}, low, high),
  { name: 'linked', dtype: 'float32', shape: ['L', 'B'], values: LINKED } as const,
]
type Values = Parameters<NonNullable<OperatorCase['expected']>>[0]

/** Every path over some slots, with its score. */
function pathsOf(slots: readonly number[], { scores, transitions }: Values) {
  const paths: { classes: number[]; score: number }[] = []
  for (let number = 0; number < CLASSES ** slots.length; number++) {
    const classes = slots.map((_, t) => Math.floor(number / CLASSES ** t) % CLASSES)
    const score = classes.reduce((sum, own, t) => {
      const step = t === 0 ? 0 : transitions![classes[t - 1]! * CLASSES + own]!
      return sum + step + scores![slots[t]! * CLASSES + own]!
    }, 0)
    paths.push({ classes, score })
  }
  return paths
}

function logSum(paths: readonly { score: number }[]): number {
  const best = Math.max(...paths.map(({ score }) => score))
  return best + Math.log(paths.reduce((sum, { score }) => sum + Math.exp(score - best), 0))
}

/** The log-normaliser of a slot: what it adds to its chain's sum over all paths. */
function normalisersOf(values: Values): number[] {
  const found = new Array<number>(STEPS * LANES)
  for (const chain of CHAINS)
    for (const [t, slot] of chain.entries()) {
      const before = t === 0 ? 0 : logSum(pathsOf(chain.slice(0, t), values))
      found[slot] = logSum(pathsOf(chain.slice(0, t + 1), values)) - before
    }
  return found
}

/** Calls `visit` with each path of each chain and its probability. */
function eachPath(values: Values, visit: (chain: readonly number[], classes: number[], p: number) => void) {
  for (const chain of CHAINS) {
    const paths = pathsOf(chain, values)
    const total = logSum(paths)
    for (const { classes, score } of paths) visit(chain, classes, Math.exp(score - total))
  }
}

function marginalsOf(values: Values): number[] {
  const found = new Array<number>(STEPS * LANES * CLASSES).fill(0)
  eachPath(values, (chain, classes, p) => {
    for (const [t, slot] of chain.entries()) found[slot * CLASSES + classes[t]!]! += p
  })
  return found
}

function transitionCountsOf(values: Values): number[] {
  const found = new Array<number>(CLASSES * CLASSES).fill(0)
  eachPath(values, (_, classes, p) => {
    for (let t = 1; t < classes.length; t++) found[classes[t - 1]! * CLASSES + classes[t]!]! += p
  })
  return found
}

function bestPathsOf(values: Values): number[] {
  const found = new Array<number>(STEPS * LANES)
  for (const chain of CHAINS) {
    const best = pathsOf(chain, values).reduce((a, b) => (b.score > a.score ? b : a))
    for (const [t, slot] of chain.entries()) found[slot] = best.classes[t]!
  }
  return found
}

/** Linear chains, against sums over all paths. */
export const CHAIN = {
  LinearChain: [
    {
      title: 'chains of several lengths in two lanes',
      inputs: inputs(),
      dimensions: SIZES,
      build: ({ scores, transitions, linked }) => linearChain(scores!, transitions!, linked!),
      differentiable: ['scores', 'transitions'],
      expected: normalisersOf,
    },
    {
      title: 'a single step',
      inputs: [
        floats('scores', ['L', 'B', CLASSES], { L: 1, B: 2 }),
        floats('transitions', [CLASSES, CLASSES]),
        { name: 'linked', dtype: 'float32', shape: ['L', 'B'], values: [0, 0] },
      ],
      dimensions: { L: 1, B: 2 },
      build: ({ scores, transitions, linked }) => linearChain(scores!, transitions!, linked!),
      differentiable: ['scores', 'transitions'],
      expected: ({ scores }) =>
        [0, 3].map((at) => Math.log(scores!.slice(at, at + 3).reduce((sum, x) => sum + Math.exp(x), 0))),
    },
    {
      title: 'scores that no exponential holds',
      inputs: inputs(-300, 300),
      dimensions: SIZES,
      build: ({ scores, transitions, linked }) => linearChain(scores!, transitions!, linked!),
      differentiable: ['scores', 'transitions'],
      expected: normalisersOf,
      // A difference step of 1/64 beside 300 leaves few digits.
      tolerance: 2e-2,
    },
  ],
  LinearChainGrad: [
    {
      title: 'posterior probabilities',
      inputs: inputs(),
      dimensions: SIZES,
      build: ({ scores, transitions, linked }) => chainMarginals(scores!, transitions!, linked!),
      differentiable: [],
      expected: marginalsOf,
    },
    {
      title: 'expected transitions',
      inputs: inputs(),
      dimensions: SIZES,
      build: ({ scores, transitions, linked }) => {
        const chains = { scores: scores!, transitions: transitions!, linked: linked! }
        const filtered = LinearChain(chains, {})[1]!
        const cotangent = expandLike(linked!.graph.constant('float32', 1), linked!)
        return reshape(LinearChainGrad({ ...chains, filtered, cotangent }, {})[1]!, [CLASSES * CLASSES])
      },
      differentiable: [],
      expected: transitionCountsOf,
    },
  ],
  Viterbi: [-2, -300].map(
    (low): OperatorCase => ({
      title: `the best of all paths, scores from ${low}`,
      inputs: inputs(low, -low),
      dimensions: SIZES,
      build: ({ scores, transitions, linked }) => viterbi(scores!, transitions!, linked!),
      differentiable: [],
      expected: bestPathsOf,
    }),
  ),
} satisfies Cases
