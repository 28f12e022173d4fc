import { broadcastShapes, defineOperator, type Tensor } from '../graph/index.ts'

export const Mul = defineOperator<{ a: Tensor; b: Tensor }>({
  name: 'Mul',
  inputs: ['a', 'b'],
  recompute: true,
  infer: ({ a, b }) => [{ dtype: a.dtype, shape: broadcastShapes('Mul', a.shape, b.shape) }],
  gradients: {
    a: ({ inputs, cotangent }) => multiply(cotangent, inputs.b),
    b: ({ inputs, cotangent }) => multiply(cotangent, inputs.a),
  },
})

/** `a · b` element by element, broadcast. */
export const multiply = (a: Tensor, b: Tensor): Tensor => Mul({ a, b }, {})[0]!
