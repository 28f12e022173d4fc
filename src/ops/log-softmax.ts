import { defineOperator, type Emitter, type Tensor } from '../graph/index.ts'
import { exp } from './exp.ts'
import { multiply } from './multiply.ts'
import { reduceSum } from './reduce-sum.ts'
import { subtract } from './subtract.ts'

/** Log-probabilities over the last axis. */
export const LogSoftmax = defineOperator<{ x: Tensor }>({
  name: 'LogSoftmax',
  inputs: ['x'],
  recompute: false,
  infer: ({ x }) => [x],
  gradients: {
    // From the output: the probabilities are its exponentials.
    x: ({ outputs, cotangent }) =>
      subtract(cotangent, multiply(exp(outputs[0]!), reduceSum(cotangent, [-1], true))),
  },
  emit: (emitter, { x }, [output]) => {
    emitLogSoftmax(emitter, x, output!)
  },
})

/** Log-probabilities over the last axis. */
export const logSoftmax = (x: Tensor): Tensor => LogSoftmax({ x }, {})[0]!

/** LogSoftmax over the last axis; WebGPU has no kernel for it. */
export function emitLogSoftmax(emitter: Emitter, logits: string, output: string): string {
  if (emitter.device === 'cpu') return emitter.node('LogSoftmax', [logits], { axis: { int: -1 } }, [output])
  const axis = emitter.constant('int64', [-1])
  const largest = emitter.node('ReduceMax', [logits, axis], { keepdims: { int: 1 } })
  const shifted = emitter.node('Sub', [logits, largest])
  const sum = emitter.node('ReduceSum', [emitter.node('Exp', [shifted]), axis], { keepdims: { int: 1 } })
  return emitter.node('Sub', [shifted, emitter.node('Log', [sum])], {}, [output])
}
