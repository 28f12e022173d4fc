import type { Tensor } from '../graph/index.ts'
import { gemm, packedSelfAttention } from '../ops/index.ts'
import { type DropoutSite, declareMask } from './dropout.ts'
import type { Scope } from './scope.ts'

const PROJECTIONS = ['query', 'key', 'value'] as const

/**
 * Multi-head self-attention over packed tokens. Only here do sequences stand in padded slots; T tokens of
 * B sequences in S slots each.
 *
 * @param x [T, H]
 * @returns the context [T, H], before the output projection
 */
export function selfAttention(scope: Scope, x: Tensor, heads: number, dropout: DropoutSite): Tensor {
  const width = x.shape[1] as number
  const weight = scope.stacked(
    PROJECTIONS.map((name) => `${name}.weight`),
    [width, width],
  )
  const bias = scope.stacked(
    PROJECTIONS.map((name) => `${name}.bias`),
    [width],
    'zeros',
  )
  const layout = {
    slotRows: scope.feed('slotRows', 'int32', ['B', heads, 'S']),
    contextRows: scope.feed('contextRows', 'int32', ['B', heads, 'S']),
    tokenSlots: scope.feed('tokenSlots', 'int32', ['T', heads]),
    filled: scope.feed('filled', 'float32', ['B', 1, 'S', 1]),
    mask: scope.feed('attentionMask', 'float32', ['B', 1, 1, 'S']),
  }
  const drop =
    dropout.rate > 0
      ? { mask: declareMask(scope, dropout, ['B', heads, 'S', 'S']), rate: dropout.rate }
      : undefined
  return packedSelfAttention(gemm(x, weight, bias, false, true), layout, drop)
}
