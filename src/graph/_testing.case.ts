import { broadcastShapes, defineOperator, type Tensor } from './index.ts'

/** Two operators for the tests of this folder: real ones stand on a floor above. */

/** Cheap: the backward pass computes it again. */
const Sub = defineOperator<{ a: Tensor; b: Tensor }>({
  name: 'Sub',
  inputs: ['a', 'b'],
  recompute: true,
  infer: ({ a, b }) => [{ dtype: a.dtype, shape: broadcastShapes('Sub', a.shape, b.shape) }],
  gradients: { a: ({ cotangent }) => cotangent, b: ({ cotangent }) => negative(cotangent) },
})

const Neg = defineOperator<{ x: Tensor }>({
  name: 'Neg',
  inputs: ['x'],
  recompute: true,
  infer: ({ x }) => [x],
  gradients: { x: ({ cotangent }) => negative(cotangent) },
})

/** Heavy: its output is worth keeping. */
const MatMul = defineOperator<{ a: Tensor; b: Tensor }>({
  name: 'MatMul',
  inputs: ['a', 'b'],
  recompute: false,
  infer: ({ a, b }) => [{ dtype: a.dtype, shape: [a.shape[0]!, b.shape[1]!] }],
  gradients: { a: 'forbidden', b: 'none' },
})

/** Two outputs, of which the second may be left unread; an optional input; an attribute. */
const TopK = defineOperator<{ x: Tensor; low: Tensor | undefined }, { axis: number }>({
  name: 'TopK',
  inputs: ['x', 'low'],
  recompute: true,
  infer: ({ x }) => [x, { dtype: 'int64', shape: x.shape }],
  gradients: { x: ({ cotangent }) => cotangent, low: 'none' },
  emit: (emitter, { x, low }, outputs, { axis }) => {
    const count = emitter.constant('int64', [1])
    if (low) emitter.node('Max', [x, low])
    emitter.node('TopK', [x, count], { axis: { int: axis } }, outputs)
  },
})

export const subtract = (a: Tensor, b: Tensor): Tensor => Sub({ a, b }, {})[0]!
export const negative = (x: Tensor): Tensor => Neg({ x }, {})[0]!
export const product = (a: Tensor, b: Tensor): Tensor => MatMul({ a, b }, {})[0]!
export const largest = (x: Tensor, axis: number, low?: Tensor): readonly Tensor[] =>
  TopK({ x, low }, { axis })
