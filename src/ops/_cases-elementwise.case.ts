import type { OperatorCase } from './_check.case.ts'
import { alternating, bytes, type Cases, floats } from './_inputs.case.ts'
import { add } from './add.ts'
import { dropout } from './dropout.ts'
import { exp } from './exp.ts'
import { GeluGrad, gelu } from './gelu.ts'
import { multiply } from './multiply.ts'
import { negate } from './negate.ts'
import { PowGrad, power } from './power.ts'
import { subtract } from './subtract.ts'
import { tanh } from './tanh.ts'

/** Operators that work element by element. */
export const ELEMENTWISE = {
  Add: [
    {
      title: 'same shape',
      inputs: [floats('a', [2, 3]), floats('b', [2, 3])],
      build: ({ a, b }) => add(a!, b!),
      differentiable: ['a', 'b'],
      expected: ({ a, b }) => a!.map((x, i) => x + b![i]!),
    },
    {
      title: 'broadcast over a leading and an inner axis',
      inputs: [floats('a', [2, 'N', 3], { N: 4 }), floats('b', ['N', 1], { N: 4 })],
      dimensions: { N: 4 },
      build: ({ a, b }) => add(a!, b!),
      differentiable: ['a', 'b'],
    },
  ],
  Sub: [
    {
      title: 'broadcast',
      inputs: [floats('a', [2, 3]), floats('b', [3])],
      build: ({ a, b }) => subtract(a!, b!),
      differentiable: ['a', 'b'],
    },
  ],
  Mul: [
    {
      title: 'broadcast',
      inputs: [floats('a', [2, 3]), floats('b', [2, 1])],
      build: ({ a, b }) => multiply(a!, b!),
      differentiable: ['a', 'b'],
    },
    {
      title: 'square',
      inputs: [floats('a', [5])],
      build: ({ a }) => multiply(a!, a!),
      differentiable: ['a'],
    },
  ],
  Neg: [
    {
      title: 'plain',
      inputs: [floats('x', [4])],
      build: ({ x }) => negate(x!),
      differentiable: ['x'],
      expected: ({ x }) => x!.map((v) => -v),
    },
  ],
  Tanh: [
    {
      title: 'plain',
      inputs: [floats('x', [6], {}, -2, 2)],
      build: ({ x }) => tanh(x!),
      differentiable: ['x'],
      expected: ({ x }) => x!.map(Math.tanh),
    },
  ],
  Exp: [
    {
      title: 'plain',
      inputs: [floats('x', [6], {}, -3, 2)],
      build: ({ x }) => exp(x!),
      differentiable: ['x'],
      expected: ({ x }) => x!.map(Math.exp),
    },
  ],
  Pow: [0.5, 1, 2, 3.5].map(
    (exponent): OperatorCase => ({
      title: `to the power of ${exponent}`,
      inputs: [floats('x', [6], {}, 0.2, 2)],
      build: ({ x }) => power(x!, exponent),
      differentiable: ['x'],
      expected: ({ x }) => x!.map((v) => v ** exponent),
    }),
  ),
  PowGrad: [
    {
      title: 'is 0 at 0, also where the slope is infinite',
      inputs: [{ name: 'x', dtype: 'float32', shape: [4], values: [0, -1e-7, 0.25, 1e-6] }],
      build: ({ x }) => PowGrad({ x: x!, power: power(x!, 0.5) }, { exponent: 0.5 })[0]!,
      differentiable: [],
      expected: () => [0, 0, 1, 500],
    },
  ],
  Gelu: [
    {
      title: 'over the interesting range',
      inputs: [floats('x', [12], {}, -4, 4)],
      build: ({ x }) => gelu(x!),
      differentiable: ['x'],
    },
  ],
  GeluGrad: [
    {
      title: 'at 0 is half the cotangent',
      inputs: [{ name: 'x', dtype: 'float32', shape: [2], values: [0, 0] }, floats('dy', [2])],
      build: ({ x, dy }) => GeluGrad({ x: x!, cotangent: dy! }, {})[0]!,
      differentiable: [],
      expected: ({ dy }) => dy!.map((v) => v / 2),
    },
  ],
  Dropout: [
    {
      title: 'masked elements vanish, others grow',
      inputs: [floats('x', [3, 4]), bytes('mask', [3, 4], alternating(12))],
      build: ({ x, mask }) => dropout(x!, mask!, 0.25),
      differentiable: ['x'],
      expected: ({ x, mask }) => x!.map((v, i) => (v * mask![i]!) / 0.75),
    },
    {
      // GPUs keep bytes in words of four.
      title: 'a mask of nine bytes',
      inputs: [floats('x', [3, 3]), bytes('mask', [3, 3], alternating(9))],
      build: ({ x, mask }) => dropout(x!, mask!, 0.5),
      differentiable: ['x'],
      expected: ({ x, mask }) => x!.map((v, i) => v * mask![i]! * 2),
    },
  ],
} satisfies Cases
