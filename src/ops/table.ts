import { Add } from './add.ts'
import { PackedSelfAttention, PackedSelfAttentionGrad } from './attention.ts'
import { SoftmaxCrossEntropy, SoftmaxCrossEntropyGrad } from './cross-entropy.ts'
import { Dropout } from './dropout.ts'
import { ExpandLike } from './expand-like.ts'
import { Gather, GatherGrad } from './gather.ts'
import { Gelu, GeluGrad } from './gelu.ts'
import { Gemm } from './gemm.ts'
import { LayerNormalization, LayerNormalizationGrad, Standardize } from './layer-normalization.ts'
import { Mul } from './multiply.ts'
import { Neg } from './negate.ts'
import { ReduceSum } from './reduce-sum.ts'
import { Reshape } from './reshape.ts'
import { Sub } from './subtract.ts'
import { Tanh } from './tanh.ts'

/** Every operator. The conformance suite has a case for each, or it does not compile. */
export const OPERATORS = {
  Add,
  Dropout,
  ExpandLike,
  Gather,
  GatherGrad,
  Gelu,
  GeluGrad,
  Gemm,
  LayerNormalization,
  LayerNormalizationGrad,
  Mul,
  Neg,
  PackedSelfAttention,
  PackedSelfAttentionGrad,
  ReduceSum,
  Reshape,
  SoftmaxCrossEntropy,
  SoftmaxCrossEntropyGrad,
  Standardize,
  Sub,
  Tanh,
} as const
