import type { Tensor } from '../../graph/index.ts'
import { add, exp, multiply, negate, pick, power, reduceSum, subtract } from '../../ops/index.ts'

/**
 * Focal loss (Lin et al., 2017) of a smoothed target (Szegedy et al., 2016), Σ q_k · (1 − p_k)^γ · −log p_k, where
 * the target q gives each class s / C and the label 1 − s more. With γ = 0 it is PyTorch's cross_entropy with
 * label_smoothing = s, with s = 0 the focal loss; with both, each class that the target names has its own factor.
 *
 * @param logProbabilities [N, C]
 * @param labels int32 [N]
 * @returns the loss of each row [N]
 */
export function drawFocalLoss(
  logProbabilities: Tensor,
  labels: Tensor,
  smoothing: number,
  gamma: number,
): Tensor {
  const { graph, dtype, shape } = logProbabilities
  const number = (value: number) => graph.constant(dtype, value)
  let terms = negate(logProbabilities)
  if (gamma > 0) terms = multiply(terms, power(subtract(number(1), exp(logProbabilities)), gamma))
  const own = pick(terms, labels)
  if (smoothing === 0) return own
  const share = multiply(reduceSum(terms, [-1]), number(smoothing / (shape[1] as number)))
  return add(multiply(own, number(1 - smoothing)), share)
}
