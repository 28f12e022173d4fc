import { defineOperator, type Tensor } from '../graph/index.ts'
import { multiply } from './multiply.ts'

export const Exp = defineOperator<{ x: Tensor }>({
  name: 'Exp',
  inputs: ['x'],
  recompute: true,
  infer: ({ x }) => [x],
  gradients: { x: ({ outputs, cotangent }) => multiply(cotangent, outputs[0]!) },
})

/** `eˣ`. */
export const exp = (x: Tensor): Tensor => Exp({ x }, {})[0]!
