import type { Tensor } from '../graph/index.ts'
import { layerNormalization } from '../ops/index.ts'
import type { Scope } from './scope.ts'

/** LayerNorm over the last axis. */
export function layerNorm(scope: Scope, x: Tensor, epsilon: number): Tensor {
  const width = [x.shape.at(-1) as number]
  return layerNormalization(
    x,
    scope.parameter('weight', width, 'ones'),
    scope.parameter('bias', width, 'zeros'),
    epsilon,
  )
}
