import type { Emitter } from '../graph/index.ts'

/** How a batched product treats its operands: `alpha · op(a) · op(b)`. */
export interface MatMulForm {
  readonly transA?: boolean
  readonly transB?: boolean
  readonly alpha?: number
}

/**
 * Emits a batched matrix product over the last two axes of four. ONNX Runtime's FusedMatMul does it in one node
 * on CPU; elsewhere it is written out.
 */
export function emitMatMul(
  emitter: Emitter,
  a: string,
  b: string,
  { transA = false, transB = false, alpha = 1 }: MatMulForm,
  outputs?: readonly string[],
): string {
  if (emitter.device === 'cpu') {
    const attributes = {
      transA: { int: Number(transA) },
      transB: { int: Number(transB) },
      alpha: { float: alpha },
    }
    return emitter.contrib('FusedMatMul', [a, b], attributes, outputs)
  }
  const turned = (x: string, turn: boolean) =>
    turn ? emitter.node('Transpose', [x], { perm: { ints: [0, 1, 3, 2] } }) : x
  const left = alpha === 1 ? a : emitter.node('Mul', [a, emitter.constant('float32', alpha)])
  return emitter.node('MatMul', [turned(left, transA), turned(b, transB)], {}, outputs)
}
