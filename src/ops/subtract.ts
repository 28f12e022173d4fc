import { broadcastShapes, defineOperator, type Tensor } from '../graph/index.ts'
import { negate } from './negate.ts'

export const Sub = defineOperator<{ a: Tensor; b: Tensor }>({
  name: 'Sub',
  inputs: ['a', 'b'],
  recompute: true,
  infer: ({ a, b }) => [{ dtype: a.dtype, shape: broadcastShapes('Sub', a.shape, b.shape) }],
  gradients: {
    a: ({ cotangent }) => cotangent,
    b: ({ cotangent }) => negate(cotangent),
  },
})

/** `a − b`, broadcast. */
export const subtract = (a: Tensor, b: Tensor): Tensor => Sub({ a, b }, {})[0]!
