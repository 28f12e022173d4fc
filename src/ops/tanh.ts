import { defineOperator, type Tensor } from '../graph/index.ts'
import { multiply } from './multiply.ts'
import { subtract } from './subtract.ts'

export const Tanh = defineOperator<{ x: Tensor }>({
  name: 'Tanh',
  inputs: ['x'],
  recompute: false,
  infer: ({ x }) => [x],
  gradients: {
    // From the output: 1 − tanh².
    x: ({ outputs, cotangent }) => {
      const y = outputs[0]!
      const one = y.graph.constant(y.dtype, 1)
      return multiply(cotangent, subtract(one, multiply(y, y)))
    },
  },
})

/** Hyperbolic tangent. */
export const tanh = (x: Tensor): Tensor => Tanh({ x }, {})[0]!
