import { defineOperator, type Emitter, shapeError, showShape, type Tensor } from '../graph/index.ts'
import { expandLike } from './expand-like.ts'
import { emitScan } from './scan.ts'

/**
 * Chains lie in lanes of a grid, step by step: L steps of B lanes. `linked` is 1 where a step goes on with the chain
 * of the step before it in its lane and 0 where a chain begins, so in the whole first row. Slots that hold no chain
 * are chains of one step that nobody reads.
 */
type Inputs = { scores: Tensor; transitions: Tensor; linked: Tensor }

/**
 * The forward algorithm of a linear chain (Rabiner, 1989; Lafferty et al., 2001), normalised at every step so that
 * float32 keeps its digits however long the chain is.
 * scores [L, B, C] of a class at a step, transitions [C, C] from a class to the next, linked [L, B].
 * Outputs: log-normalisers [L, B], which add up along a chain to the log of the sum of e^score over all its paths;
 * and the log-probabilities [L, B, C] of each step's class given the chain up to it.
 */
export const LinearChain = defineOperator<Inputs>({
  name: 'LinearChain',
  inputs: ['scores', 'transitions', 'linked'],
  recompute: false,
  infer: ({ scores, transitions, linked }) => {
    checkShapes('LinearChain', scores, transitions)
    return [{ dtype: scores.dtype, shape: linked.shape }, scores]
  },
  gradients: {
    scores: ({ inputs, outputs, cotangent }) => gradOf(inputs, outputs, cotangent)[0]!,
    transitions: ({ inputs, outputs, cotangent }) => gradOf(inputs, outputs, cotangent)[1]!,
    linked: 'forbidden',
  },
  emit: (emitter, names, [normalisers, filtered], _, { scores: { dtype } }) => {
    const last = emitter.constant('int64', [-1])
    const into = emitter.node('Transpose', [names.transitions], { perm: { ints: [1, 0] } })
    const links = emitter.node('Unsqueeze', [names.linked, last])
    const columns = emitter.name('normalisers')
    const sequences = [names.scores, links].map((name) => ({ name, dtype }))
    const states = [{ name: emitZeroStates(emitter, names.scores), dtype }]
    emitScan(emitter, { states, sequences }, ['', filtered!, columns], (step, [before], [scores, link]) => {
      const arrived = step.node('Mul', [emitLogSumExp(step, emitArrivals(step, before!, into), 0), link!])
      const joint = step.node('Add', [scores!, arrived])
      const normaliser = emitLogSumExp(step, joint, 1)
      const now = step.node('Sub', [joint, normaliser])
      // A state and a result must not share a name.
      const kept = step.node('Identity', [now])
      return {
        states: [now],
        results: [
          { name: kept, dtype },
          { name: normaliser, dtype },
        ],
      }
    })
    emitter.node('Squeeze', [columns, last], {}, [normalisers!])
  },
})

type GradInputs = Inputs & { filtered: Tensor; cotangent: Tensor }

/**
 * The cotangents of LinearChain's scores [L, B, C] and transitions [C, C], by one walk backwards. With a cotangent of
 * 1 everywhere the former are the posterior probabilities of every class at every step, and the latter the expected
 * number of each transition: the forward–backward algorithm, written with the probabilities of the step before
 * given the one after, so that nothing can overflow.
 */
export const LinearChainGrad = defineOperator<GradInputs>({
  name: 'LinearChainGrad',
  inputs: ['scores', 'transitions', 'linked', 'filtered', 'cotangent'],
  recompute: false,
  infer: ({ scores, transitions }) => [scores, transitions],
  gradients: {
    scores: 'forbidden',
    transitions: 'forbidden',
    linked: 'forbidden',
    filtered: 'forbidden',
    cotangent: 'forbidden',
  },
  emit: (emitter, names, [scores, transitions], _, { scores: { dtype } }) => {
    const last = emitter.constant('int64', [-1])
    const into = emitter.node('Transpose', [names.transitions], { perm: { ints: [1, 0] } })
    const column = (name: string) => emitter.node('Unsqueeze', [name, last])
    // The first step links to nothing, so what stands before it does not matter.
    const before = emitRotated(emitter, names.filtered, 1)
    const probabilities = emitter.node('Exp', [names.filtered])
    const sequences = [probabilities, before, column(names.linked), column(names.cotangent)]
    const none = emitter.node('ConstantOfShape', [emitter.node('Shape', [into])])
    const settings = {
      states: [emitZeroStates(emitter, names.scores), none].map((name) => ({ name, dtype })),
      sequences: sequences.map((name) => ({ name, dtype })),
      reverse: true,
    }
    const counts = emitter.name('counts')
    emitScan(emitter, settings, ['', counts, scores!], (step, [behind, counted], slices) => {
      const [probability, earlier, link, cotangent] = slices as [string, string, string, string]
      const axis = (at: number) => step.constant('int64', [at])
      const total = step.node('ReduceSum', [behind!, axis(-1)], { keepdims: { int: 1 } })
      const excess = step.node('Mul', [probability, step.node('Sub', [cotangent, total])])
      const own = step.node('Add', [behind!, excess])
      // [B, to, from]: where a chain was the step before, given where it is now.
      const conditional = step.node('Softmax', [emitArrivals(step, earlier, into)], { axis: { int: -1 } })
      const linked = step.node('Unsqueeze', [step.node('Mul', [own, link]), axis(-1)])
      const pairs = step.node('Mul', [conditional, linked])
      const next = step.node('ReduceSum', [pairs, axis(1)], { keepdims: { int: 0 } })
      const sums = step.node('ReduceSum', [pairs, axis(0)], { keepdims: { int: 0 } })
      return { states: [next, step.node('Add', [counted!, sums])], results: [{ name: own, dtype }] }
    })
    emitter.node('Transpose', [counts], { perm: { ints: [1, 0] } }, [transitions!])
  },
})

const gradOf = (inputs: Inputs, [, filtered]: readonly Tensor[], cotangent: Tensor) =>
  LinearChainGrad({ ...inputs, filtered: filtered!, cotangent }, {})

/** [B, C] of the steps before and [to, from] of transitions to [B, to, from]. */
export function emitArrivals(step: Emitter, before: string, into: string): string {
  return step.node('Add', [step.node('Unsqueeze', [before, step.constant('int64', [1])]), into])
}

/** A first state [B, C] of zeros for scores [L, B, C]; no chain reads it. */
export function emitZeroStates(emitter: Emitter, scores: string): string {
  return emitter.node('ConstantOfShape', [emitter.node('Shape', [scores], { start: { int: 1 } })])
}

/** The steps of [L, …] moved on by one, the last to the front (1); or back by one, the first to the end (−1). */
export function emitRotated(emitter: Emitter, x: string, by: 1 | -1): string {
  const cut = (from: number, to: number) =>
    emitter.node('Slice', [x, emitter.constant('int64', [from]), emitter.constant('int64', [to])])
  const end = 2 ** 31 - 1
  const parts = by === 1 ? [cut(-1, end), cut(0, -1)] : [cut(1, end), cut(0, 1)]
  return emitter.node('Concat', parts, { axis: { int: 0 } })
}

/** Of several nodes: ONNX Runtime's ReduceLogSumExp takes three to ten times as long. */
function emitLogSumExp(step: Emitter, x: string, keep: 0 | 1): string {
  const axis = step.constant('int64', [-1])
  const largest = step.node('ReduceMax', [x, axis], { keepdims: { int: 1 } })
  const sum = step.node('ReduceSum', [step.node('Exp', [step.node('Sub', [x, largest])]), axis], {
    keepdims: { int: 1 },
  })
  const all = step.node('Add', [step.node('Log', [sum]), largest])
  return keep ? all : step.node('Squeeze', [all, axis])
}

export function checkShapes(
  operator: string,
  scores: { shape: Tensor['shape'] },
  transitions: { shape: Tensor['shape'] },
): void {
  const classes = scores.shape[2]
  if (transitions.shape[0] !== classes || transitions.shape[1] !== classes)
    throw shapeError(operator, `transitions ${showShape(transitions.shape)} for ${showShape(scores.shape)}`)
}

/** Log-normalisers [L, B] of chains. @see LinearChain */
export const linearChain = (scores: Tensor, transitions: Tensor, linked: Tensor): Tensor =>
  LinearChain({ scores, transitions, linked }, {})[0]!

/** Posterior probabilities [L, B, C] of every class at every step of chains. @see LinearChain */
export function chainMarginals(scores: Tensor, transitions: Tensor, linked: Tensor): Tensor {
  const inputs = { scores, transitions, linked }
  const outputs = LinearChain(inputs, {})
  const ones = expandLike(scores.graph.constant(scores.dtype, 1), linked)
  return gradOf(inputs, outputs, ones)[0]!
}
