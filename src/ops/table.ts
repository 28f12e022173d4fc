import { Add } from './add.ts'
import { PackedSelfAttention, PackedSelfAttentionGrad } from './attention.ts'
import { BinaryCrossEntropy, BinaryCrossEntropyGrad } from './binary-cross-entropy.ts'
import { LinearChain, LinearChainGrad } from './chain.ts'
import { SoftmaxCrossEntropy, SoftmaxCrossEntropyGrad } from './cross-entropy.ts'
import { Dropout } from './dropout.ts'
import { Exp } from './exp.ts'
import { ExpandLike } from './expand-like.ts'
import { Gather, GatherGrad } from './gather.ts'
import { Gelu, GeluGrad } from './gelu.ts'
import { Gemm } from './gemm.ts'
import { LayerNormalization, LayerNormalizationGrad, Standardize } from './layer-normalization.ts'
import { LogSoftmax } from './log-softmax.ts'
import { Mul } from './multiply.ts'
import { Neg } from './negate.ts'
import { Pick, PickGrad } from './pick.ts'
import { Pow, PowGrad } from './power.ts'
import { ReduceSum } from './reduce-sum.ts'
import { Reshape, ReshapeLike } from './reshape.ts'
import { Sub } from './subtract.ts'
import { Tanh } from './tanh.ts'
import { Viterbi } from './viterbi.ts'

/** Every operator. The conformance suite has a case for each, or it does not compile. */
export const OPERATORS = {
  Add,
  BinaryCrossEntropy,
  BinaryCrossEntropyGrad,
  Dropout,
  Exp,
  ExpandLike,
  Gather,
  GatherGrad,
  Gelu,
  GeluGrad,
  Gemm,
  LayerNormalization,
  LayerNormalizationGrad,
  LinearChain,
  LinearChainGrad,
  LogSoftmax,
  Mul,
  Neg,
  PackedSelfAttention,
  PackedSelfAttentionGrad,
  Pick,
  PickGrad,
  Pow,
  PowGrad,
  ReduceSum,
  Reshape,
  ReshapeLike,
  SoftmaxCrossEntropy,
  SoftmaxCrossEntropyGrad,
  Standardize,
  Sub,
  Tanh,
  Viterbi,
} as const
