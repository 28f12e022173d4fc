import type { Tensor } from '../../graph/index.ts'
import { exp, gather, multiply, reduceSum, subtract } from '../../ops/index.ts'

/**
 * R-Drop (Liang et al., 2021): α · ½ · (KL(p_i‖p_j) + KL(p_j‖p_i)) of each row i and its partner j, the same token or
 * text under other dropout masks. Both directions together are Σ (p_i − p_j) · (log p_i − log p_j).
 *
 * @param logProbabilities [N, C]
 * @param partners int32 [N]: the row of the other copy; any row where the weight is 0
 * @returns a loss for each row [N]; both copies carry it
 */
export function drawDisagreement(logProbabilities: Tensor, partners: Tensor, alpha: number): Tensor {
  const others = gather(logProbabilities, partners)
  const products = multiply(subtract(exp(logProbabilities), exp(others)), subtract(logProbabilities, others))
  return multiply(
    reduceSum(products, [-1]),
    logProbabilities.graph.constant(logProbabilities.dtype, alpha / 2),
  )
}
