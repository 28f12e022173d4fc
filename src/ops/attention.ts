import { defineOperator, type Tensor } from '../graph/index.ts'
import { emitMatMul } from './matmul.ts'

type Inputs = { q: Tensor; k: Tensor; v: Tensor; mask: Tensor; dropoutMask: Tensor | undefined }
type Attributes = { scale: number; rate: number }

/**
 * Scaled dot-product attention, softmax(scale · q·kᵀ + mask) · v (Vaswani et al., 2017).
 * q, k, v: [B, A, S, D]; mask: additive, [B, 1, 1, S]; dropoutMask: uint8 [B, A, S, S].
 * Outputs: the context [B, A, S, D] and the probabilities before dropout [B, A, S, S].
 */
export const Attention = defineOperator<Inputs, Attributes>({
  name: 'ScaledDotProductAttention',
  inputs: ['q', 'k', 'v', 'mask', 'dropoutMask'],
  recompute: false,
  infer: ({ q, k }) => [q, { dtype: q.dtype, shape: [q.shape[0]!, q.shape[1]!, q.shape[2]!, k.shape[2]!] }],
  gradients: {
    q: (context) => attentionGrad(context)[0]!,
    k: (context) => attentionGrad(context)[1]!,
    v: (context) => attentionGrad(context)[2]!,
    mask: 'forbidden',
    dropoutMask: 'none',
  },
  emit: (
    emitter,
    { q, k, v, mask, dropoutMask },
    [context, probabilities],
    { scale, rate },
    { q: { dtype } },
  ) => {
    const scores = emitMatMul(emitter, q, k, { transB: true, alpha: scale })
    const masked = emitter.node('Add', [scores, mask])
    const softmax = emitter.node('Softmax', [masked], { axis: { int: -1 } }, [probabilities!])
    const kept = dropoutMask
      ? emitter.node('Mul', [
          softmax,
          emitter.node('DequantizeLinear', [dropoutMask, emitter.constant(dtype, 1 / (1 - rate))]),
        ])
      : softmax
    emitMatMul(emitter, kept, v, {}, [context!])
  },
})

type GradInputs = {
  q: Tensor
  k: Tensor
  v: Tensor
  dropoutMask: Tensor | undefined
  context: Tensor
  probabilities: Tensor
  cotangent: Tensor
}

/**
 * The cotangents of q, k and v. The softmax's inner product, which a plain rule sums over S·S probabilities, is
 * taken from the context instead (Σ cotangent · context over D), as in FlashAttention (Dao et al., 2022).
 */
export const AttentionGrad = defineOperator<GradInputs, Attributes>({
  name: 'ScaledDotProductAttentionGrad',
  inputs: ['q', 'k', 'v', 'dropoutMask', 'context', 'probabilities', 'cotangent'],
  recompute: false,
  infer: ({ q, k, v }) => [q, k, v],
  gradients: {
    q: 'forbidden',
    k: 'forbidden',
    v: 'forbidden',
    dropoutMask: 'none',
    context: 'forbidden',
    probabilities: 'forbidden',
    cotangent: 'forbidden',
  },
  emit: (emitter, names, [dq, dk, dv], { scale, rate }, { q: { dtype } }) => {
    const { q, k, v, dropoutMask, context, probabilities, cotangent } = names
    const factors =
      dropoutMask && emitter.node('DequantizeLinear', [dropoutMask, emitter.constant(dtype, 1 / (1 - rate))])
    const drop = (x: string) => (factors ? emitter.node('Mul', [x, factors]) : x)
    emitMatMul(emitter, drop(probabilities), cotangent, { transA: true }, [dv!])
    const dProbabilities = drop(emitMatMul(emitter, cotangent, v, { transB: true }))
    const product = emitter.node('Mul', [cotangent, context])
    const inner = emitter.node('ReduceSum', [product, emitter.constant('int64', [-1])], {
      keepdims: { int: 1 },
    })
    const dScores = emitter.node('Mul', [probabilities, emitter.node('Sub', [dProbabilities, inner])])
    emitMatMul(emitter, dScores, k, { alpha: scale }, [dq!])
    emitMatMul(emitter, dScores, q, { transA: true, alpha: scale }, [dk!])
  },
})

function attentionGrad(context: {
  inputs: Inputs
  attributes: Attributes
  outputs: readonly Tensor[]
  cotangent: Tensor
}): readonly Tensor[] {
  const { q, k, v, dropoutMask } = context.inputs
  const [output, probabilities] = context.outputs
  const saved = { context: output!, probabilities: probabilities!, cotangent: context.cotangent }
  return AttentionGrad({ q, k, v, dropoutMask, ...saved }, context.attributes)
}

/** The attention context [B, A, S, D]; `dropout` drops probabilities by a mask [B, A, S, S]. */
export function attention(
  { q, k, v, mask }: { q: Tensor; k: Tensor; v: Tensor; mask: Tensor },
  scale: number,
  dropout?: { mask: Tensor; rate: number },
): Tensor {
  return Attention({ q, k, v, mask, dropoutMask: dropout?.mask }, { scale, rate: dropout?.rate ?? 0 })[0]!
}
