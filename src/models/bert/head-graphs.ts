import { Graph, type Tensor } from '../../graph/index.ts'
import { dropElements, linear, Scope } from '../../nn/index.ts'
import { gather, tanh } from '../../ops/index.ts'
import type { BertConfig } from './config.ts'
import { type CrfShape, declareCrf, restrict } from './crf.ts'
import type { DrawnStage } from './graphs.ts'
import { drawLoss, type LossSettings, PLAIN_LOSS } from './losses.ts'

/** What a head classifies: each token, or each sequence by its first token. */
export type HeadKind = 'token' | 'sequence'

export interface HeadShape {
  readonly kind: HeadKind
  readonly classes: number
  /** Whether each class of a sequence is a question of its own, answered yes or no. */
  readonly multiLabel?: boolean
  /** A linear-chain CRF over the tokens; a token head only. */
  readonly crf?: CrfShape
}

/** The name of the dimension along which a head's rows run. */
export const ROWS = { token: 'T', sequence: 'B' } as const

/**
 * A classification head on hidden states [T, H]: logits [rows, classes], or the weighted loss of each row.
 * A CRF's logits are its emissions. The sequence head goes through BERT's pooler (dense and tanh on the first token).
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
  const x = scope.graph.input('x', 'float32', ['T', config.hidden_size])
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
  const first = gather(x, scope.feed('firstTokens', 'int32', ['B']))
  return tanh(linear(scope.child('bert.pooler.dense'), first, x.shape[1] as number))
}
