import { Graph, type Tensor } from '../../graph/index.ts'
import { dropElements, linear, Scope } from '../../nn/index.ts'
import { tanh } from '../../ops/index.ts'
import type { BertConfig } from './config.ts'
import { type CrfShape, declareCrf, restrict } from './crf.ts'
import { type DrawnStage, type HeadKind, ROWS } from './graphs.ts'
import { drawLoss, type LossSettings, PLAIN_LOSS } from './losses.ts'

export interface HeadShape {
  readonly kind: HeadKind
  readonly classes: number
  /** Whether each class of a sequence is a question of its own, answered yes or no. */
  readonly multiLabel?: boolean
  /** A linear-chain CRF over the tokens; a token head only. */
  readonly crf?: CrfShape
}

/**
 * A classification head on hidden states [rows, H], of each token or of the first token of each sequence: logits
 * [rows, classes], or the weighted loss of each row. A CRF's logits are its emissions. The sequence head goes through
 * BERT's pooler (dense and tanh).
 *
 * @throws TypeError for a CRF over sequences, several labels of a token, and a loss that the head does not have
 */
export function drawHead(
  config: BertConfig,
  shape: HeadShape,
  rate: number,
  output: 'logits' | 'loss',
  settings: LossSettings = PLAIN_LOSS,
): DrawnStage {
  const { kind, classes } = shape
  if (shape.crf && kind !== 'token') throw new TypeError('a CRF is for tokens')
  if (shape.multiLabel && kind !== 'sequence') throw new TypeError('several labels are for sequences')
  const scope = new Scope(new Graph())
  const x = scope.graph.input('x', 'float32', [ROWS[kind], config.hidden_size])
  const features = dropElements(scope, kind === 'token' ? x : pooled(scope, x), { name: 'head', rate })
  const logits = linear(scope.child('classifier'), features, classes)
  const crf = shape.crf && restrict(declareCrf(scope, classes), shape.crf, false)
  const y = output === 'logits' ? logits : drawLoss(scope, logits, { ...shape, crf }, ROWS[kind], settings)
  const { graph, parameters, declarations, auxiliary } = scope
  return {
    stage: { graph, x, parameters, auxiliary, y, wanted: new Map([['x', x], ...parameters]) },
    declarations,
  }
}

function pooled(scope: Scope, x: Tensor): Tensor {
  return tanh(linear(scope.child('bert.pooler.dense'), x, x.shape[1] as number))
}
