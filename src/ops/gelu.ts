import { defineOperator, type Tensor } from '../graph/index.ts'

/** The exact Gaussian error linear unit, x·Φ(x) (Hendrycks and Gimpel, 2016). */
export const Gelu = defineOperator<{ x: Tensor }>({
  name: 'Gelu',
  inputs: ['x'],
  recompute: true,
  infer: ({ x }) => [x],
  gradients: { x: ({ inputs: { x }, cotangent }) => GeluGrad({ x, cotangent }, {})[0]! },
})

/** `cotangent · (Φ(x) + x·φ(x))`. */
export const GeluGrad = defineOperator<{ x: Tensor; cotangent: Tensor }>({
  name: 'GeluGrad',
  inputs: ['x', 'cotangent'],
  recompute: false,
  infer: ({ x }) => [x],
  gradients: { x: 'forbidden', cotangent: 'forbidden' },
  emit: (emitter, { x, cotangent }, outputs, _, { x: { dtype } }) => {
    const constant = (value: number) => emitter.constant(dtype, value)
    const scaled = emitter.node('Mul', [x, constant(Math.SQRT1_2)])
    // HardSigmoid is α·y + β clipped to [0, 1]: exact here, and one pass instead of two.
    const halves = { alpha: { float: 0.5 }, beta: { float: 0.5 } }
    const distribution = emitter.node('HardSigmoid', [emitter.node('Erf', [scaled])], halves)
    // x·φ(x) by a division: exp of the square overflows only where the quotient is 0 anyway.
    const inverse = emitter.node('Exp', [emitter.node('Mul', [scaled, scaled])])
    const density = emitter.node('Mul', [
      emitter.node('Div', [x, inverse]),
      constant(1 / Math.sqrt(2 * Math.PI)),
    ])
    const slope = emitter.node('Add', [distribution, density])
    emitter.node('Mul', [cotangent, slope], {}, outputs)
  },
})

/** x·Φ(x), element by element. */
export const gelu = (x: Tensor): Tensor => Gelu({ x }, {})[0]!
