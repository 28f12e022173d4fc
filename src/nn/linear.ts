import type { Tensor } from '../graph/index.ts'
import { gemm } from '../ops/index.ts'
import type { Scope } from './scope.ts'

/** `x · Wᵀ + b`: [N, inputs] to [N, outputs]; the weight is [outputs, inputs], as PyTorch keeps it. */
export function linear(scope: Scope, x: Tensor, outputs: number): Tensor {
  const weight = scope.parameter('weight', [outputs, x.shape[1] as number])
  const bias = scope.parameter('bias', [outputs], 'zeros')
  return gemm(x, weight, bias, false, true)
}
