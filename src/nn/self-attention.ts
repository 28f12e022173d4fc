import type { Tensor } from '../graph/index.ts'
import { attention, headsToPacked, packedToHeads } from '../ops/index.ts'
import { type DropoutSite, declareMask } from './dropout.ts'
import { linear } from './linear.ts'
import type { Scope } from './scope.ts'

/**
 * Multi-head self-attention over packed tokens. Only here do sequences stand in padded slots; T tokens of
 * B sequences in S slots each.
 *
 * @param x [T, H]
 * @returns the context [T, H], before the output projection
 */
export function selfAttention(scope: Scope, x: Tensor, heads: number, dropout: DropoutSite): Tensor {
  const width = x.shape[1] as number
  const layout = {
    slotRows: scope.feed('slotRows', 'int32', ['B', heads, 'S']),
    tokenSlots: scope.feed('tokenSlots', 'int32', ['T', heads]),
    filled: scope.feed('filled', 'float32', ['B', 1, 'S', 1]),
  }
  const mask = scope.feed('attentionMask', 'float32', ['B', 1, 1, 'S'])
  const project = (name: string) => packedToHeads(linear(scope.child(name), x, width), layout)
  const [q, k, v] = [project('query'), project('key'), project('value')]
  const drop =
    dropout.rate > 0
      ? { mask: declareMask(scope, dropout, ['B', heads, 'S', 'S']), rate: dropout.rate }
      : undefined
  return headsToPacked(attention({ q, k, v, mask }, 1 / Math.sqrt(width / heads), drop), layout)
}
