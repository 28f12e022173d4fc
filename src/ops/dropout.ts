import { defineOperator, sameShape, shapeError, showShape, type Tensor } from '../graph/index.ts'

/**
 * Dropout with a mask from outside (uint8: 1 keeps, 0 drops), so that it repeats exactly and the backward pass
 * sees the same mask. Kept elements grow by 1 / (1 − rate).
 */
export const Dropout = defineOperator<{ x: Tensor; mask: Tensor }, { rate: number }>({
  name: 'Dropout',
  inputs: ['x', 'mask'],
  recompute: true,
  infer: ({ x, mask }) => {
    if (!sameShape(x.shape, mask.shape))
      throw shapeError('Dropout', `${showShape(x.shape)}, mask ${showShape(mask.shape)}`)
    return [x]
  },
  gradients: {
    x: ({ inputs: { mask }, attributes: { rate }, cotangent }) => dropout(cotangent, mask, rate),
    mask: 'none',
  },
  emit: (emitter, { x, mask }, outputs, { rate }, { x: { dtype } }) => {
    const scale = emitter.constant(dtype, 1 / (1 - rate))
    // DequantizeLinear turns bytes to scaled floats in one pass; it has no float64 form.
    const factors =
      dtype === 'float32'
        ? emitter.node('DequantizeLinear', [mask, scale])
        : emitter.node('Mul', [emitter.node('Cast', [mask], { to: { int: 11 } }), scale])
    emitter.node('Mul', [x, factors], {}, outputs)
  },
})

/** `x` with the elements dropped whose `mask` is 0. */
export const dropout = (x: Tensor, mask: Tensor, rate: number): Tensor => Dropout({ x, mask }, { rate })[0]!
