import { broadcastShapes, defineOperator, type Tensor } from '../graph/index.ts'

export const Add = defineOperator<{ a: Tensor; b: Tensor }>({
  name: 'Add',
  inputs: ['a', 'b'],
  recompute: true,
  infer: ({ a, b }) => [{ dtype: a.dtype, shape: broadcastShapes('Add', a.shape, b.shape) }],
  gradients: {
    a: ({ cotangent }) => cotangent,
    b: ({ cotangent }) => cotangent,
  },
})

/** `a + b`, broadcast. */
export const add = (a: Tensor, b: Tensor): Tensor => Add({ a, b }, {})[0]!
