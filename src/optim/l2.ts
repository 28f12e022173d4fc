import { alignFloats, type Parameter } from '../engine/index.ts'
import { decays } from './adamw.ts'

/**
 * The penalty λ‖θ‖² over the parameters that learn and decay, for the loss, and its gradient 2λθ added to theirs.
 * Unlike AdamW's decay it goes through the moments.
 *
 * @returns the penalty, summed in float64
 */
export function addL2(parameters: Iterable<Parameter>, lambda: number): number {
  let squares = 0
  for (const { name, value, size, training } of parameters) {
    if (!training || !decays(name)) continue
    const { kernels } = training.arena
    const count = alignFloats(size)
    squares += kernels.sumOfSquares(value.byteOffset, count)
    kernels.blend(training.gradient.byteOffset, value.byteOffset, count, 1, 2 * lambda)
  }
  return lambda * squares
}
