import { defineOperator, type Tensor } from '../graph/index.ts'

export const Neg = defineOperator<{ x: Tensor }>({
  name: 'Neg',
  inputs: ['x'],
  recompute: true,
  infer: ({ x }) => [x],
  gradients: { x: ({ cotangent }) => negate(cotangent) },
})

/** `−x`. */
export const negate = (x: Tensor): Tensor => Neg({ x }, {})[0]!
