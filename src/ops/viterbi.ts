import { defineOperator, type Tensor } from '../graph/index.ts'
import { checkShapes, emitArrivals, emitRotated, emitZeroStates } from './chain.ts'
import { emitScan } from './scan.ts'

/**
 * The best path of each chain (Viterbi, 1967), chains lying in lanes as LinearChain has them: scores [L, B, C],
 * transitions [C, C], linked [L, B]. Output: the class of each step, int32 [L, B]. Of equal paths it takes the one
 * of the smallest class, from the last step backwards.
 */
export const Viterbi = defineOperator<{ scores: Tensor; transitions: Tensor; linked: Tensor }>({
  name: 'Viterbi',
  inputs: ['scores', 'transitions', 'linked'],
  recompute: false,
  infer: ({ scores, transitions, linked }) => {
    checkShapes('Viterbi', scores, transitions)
    return [{ dtype: 'int32', shape: linked.shape }]
  },
  gradients: { scores: 'forbidden', transitions: 'forbidden', linked: 'forbidden' },
  emit: (emitter, names, outputs, _, { scores: { dtype } }) => {
    const last = emitter.constant('int64', [-1])
    const into = emitter.node('Transpose', [names.transitions], { perm: { ints: [1, 0] } })
    const links = emitter.node('Unsqueeze', [names.linked, last])
    const [bests, origins] = [emitter.name('bests'), emitter.name('origins')]
    const forward = {
      states: [{ name: emitZeroStates(emitter, names.scores), dtype }],
      sequences: [names.scores, links].map((name) => ({ name, dtype })),
    }
    emitScan(emitter, forward, ['', bests, origins], (step, [before], [scores, link]) => {
      const [first, final] = [step.constant('int64', [1]), step.constant('int64', [-1])]
      const arrivals = emitArrivals(step, before!, into)
      const best = step.node('ReduceMax', [arrivals, final], { keepdims: { int: 0 } })
      const joint = step.node('Add', [scores!, step.node('Mul', [best, link!])])
      // The best path so far counts 0: long chains lose no digits.
      const top = step.node('ReduceMax', [joint, first], { keepdims: { int: 1 } })
      const origin = step.node('ArgMax', [arrivals], { axis: { int: -1 }, keepdims: { int: 0 } })
      const now = step.node('Sub', [joint, top])
      const results = [
        { name: step.node('ArgMax', [now], { axis: { int: -1 }, keepdims: { int: 1 } }), dtype: 'int64' },
        { name: origin, dtype: 'int64' },
      ] as const
      return { states: [now], results }
    })
    // A step that the next one goes on from has its class chosen there; others are the end of a chain.
    const goesOn = emitter.node('Cast', [emitRotated(emitter, links, -1)], { to: { int: 9 } })
    const backward = {
      states: [{ name: emitter.node('Gather', [bests, emitter.constant('int64', 0)]), dtype: 'int64' }],
      sequences: [
        { name: bests, dtype: 'int64' },
        { name: emitRotated(emitter, origins, -1), dtype: 'int64' },
        { name: goesOn, dtype: 'bool' },
      ],
      reverse: true,
    } as const
    const path = emitter.name('path')
    emitScan(emitter, backward, ['', path], (step, [after], [best, origin, on]) => {
      const chosen = step.node('GatherElements', [origin!, after!], { axis: { int: 1 } })
      const own = step.node('Where', [on!, chosen, best!])
      return { states: [own], results: [{ name: step.node('Identity', [own]), dtype: 'int64' }] }
    })
    emitter.node('Cast', [emitter.node('Squeeze', [path, last])], { to: { int: 6 } }, outputs)
  },
})

/** The best path's classes, int32 [L, B]. @see Viterbi */
export const viterbi = (scores: Tensor, transitions: Tensor, linked: Tensor): Tensor =>
  Viterbi({ scores, transitions, linked }, {})[0]!
