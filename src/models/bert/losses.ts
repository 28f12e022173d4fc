import type { Tensor } from '../../graph/index.ts'
import type { Scope } from '../../nn/index.ts'
import { add, binaryCrossEntropy, logSoftmax, multiply, softmaxCrossEntropy } from '../../ops/index.ts'
import type { CrfTensors } from './chains.ts'
import { drawChainLoss } from './crf-loss.ts'
import { drawDisagreement } from './r-drop.ts'
import { drawFocalLoss } from './softmax-loss.ts'

/** What is changed about the loss; where all are 0 it is the plain cross-entropy (or a CRF's log-likelihood). */
export interface LossSettings {
  /** The share of a target that is spread over all classes alike, in [0, 1). */
  readonly smoothing: number
  /** γ: a class that has probability p counts (1 − p)^γ. */
  readonly focalGamma: number
  /** α: how much two passes of a text under different dropout must agree. */
  readonly rDrop: number
}

export const PLAIN_LOSS: LossSettings = { smoothing: 0, focalGamma: 0, rDrop: 0 }

/**
 * The weighted loss of each row [rows] of logits [rows, classes]. A row of weight 0 does not count, whatever its
 * label is.
 *
 * @throws TypeError for label smoothing or focal loss with a CRF: they change the target of a single row, and a CRF
 *   has one target for the whole sequence; for any setting with several labels, whose classes do not compete
 */
export function drawLoss(
  scope: Scope,
  logits: Tensor,
  { crf, multiLabel }: { readonly crf?: CrfTensors | undefined; readonly multiLabel?: boolean },
  rows: string,
  settings: LossSettings,
): Tensor {
  const { smoothing, focalGamma, rDrop } = settings
  if (multiLabel) return drawAnswersLoss(scope, logits, rows, settings)
  const labels = scope.feed('labels', 'int32', [rows])
  const weights = scope.feed('weights', 'float32', [rows])
  if (crf && (smoothing !== 0 || focalGamma !== 0))
    throw new TypeError('a CRF has neither label smoothing nor focal loss')
  const weighted = (losses: Tensor) => multiply(weights, losses)
  const plain = smoothing === 0 && focalGamma === 0
  let loss: Tensor
  if (crf) loss = weighted(drawChainLoss(scope, logits, labels, crf))
  else if (plain) loss = softmaxCrossEntropy(logits, labels, weights)
  else loss = weighted(drawFocalLoss(logSoftmax(logits), labels, smoothing, focalGamma))
  if (rDrop === 0) return loss
  const partners = scope.feed('partners', 'int32', [rows])
  return add(loss, weighted(drawDisagreement(logSoftmax(logits), partners, rDrop)))
}

function drawAnswersLoss(
  scope: Scope,
  logits: Tensor,
  rows: string,
  { smoothing, focalGamma, rDrop }: LossSettings,
): Tensor {
  if (smoothing !== 0 || focalGamma !== 0 || rDrop !== 0)
    throw new TypeError('several labels have neither label smoothing, focal loss nor R-Drop')
  const targets = scope.feed('labels', 'float32', [rows, logits.shape[1]!])
  return binaryCrossEntropy(logits, targets, scope.feed('weights', 'float32', [rows]))
}
