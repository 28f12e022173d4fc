import { defineOperator, type Tensor } from '../graph/index.ts'
import { multiply } from './multiply.ts'

/** Keeps 1/x finite at 0, and is lost in any other x of a probability's size. */
const TINY = 1e-30

/** `max(x, 0)` to a positive power: x is not negative but for rounding. */
export const Pow = defineOperator<{ x: Tensor }, { exponent: number }>({
  name: 'Pow',
  inputs: ['x'],
  recompute: true,
  infer: ({ x }) => [x],
  gradients: {
    // n·xⁿ / x, which is 0 at 0 where n·xⁿ⁻¹ is infinite for n < 1.
    x: ({ inputs: { x }, attributes, outputs, cotangent }) =>
      multiply(cotangent, PowGrad({ x, power: outputs[0]! }, attributes)[0]!),
  },
  emit: (emitter, { x }, outputs, { exponent }, inputs) => {
    const power = emitter.constant(inputs.x.dtype, exponent)
    emitter.node('Pow', [emitter.node('Relu', [x]), power], {}, outputs)
  },
})

/** `n · power / x`, 0 where x is not positive. */
export const PowGrad = defineOperator<{ x: Tensor; power: Tensor }, { exponent: number }>({
  name: 'PowGrad',
  inputs: ['x', 'power'],
  recompute: true,
  infer: ({ x }) => [x],
  gradients: { x: 'forbidden', power: 'forbidden' },
  emit: (emitter, { x, power }, outputs, { exponent }, inputs) => {
    const { dtype } = inputs.x
    const base = emitter.node('Add', [emitter.node('Relu', [x]), emitter.constant(dtype, TINY)])
    const scaled = emitter.node('Mul', [power, emitter.constant(dtype, exponent)])
    emitter.node('Div', [scaled, base], {}, outputs)
  },
})

/** `max(x, 0) ** exponent`. */
export function power(x: Tensor, exponent: number): Tensor {
  if (!(exponent > 0)) throw new RangeError(`an exponent of ${exponent}: it must be positive`)
  return Pow({ x }, { exponent })[0]!
}
