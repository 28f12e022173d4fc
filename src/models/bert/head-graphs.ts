import { Graph, type Tensor } from '../../graph/index.ts'
import { dropElements, linear, Scope } from '../../nn/index.ts'
import { gather, softmaxCrossEntropy, tanh } from '../../ops/index.ts'
import type { BertConfig } from './config.ts'
import type { DrawnStage } from './graphs.ts'

/** What a head classifies: each token, or each sequence by its first token. */
export type HeadKind = 'token' | 'sequence'

export interface HeadShape {
  readonly kind: HeadKind
  readonly classes: number
}

/** The name of the dimension along which a head's rows run. */
export const ROWS = { token: 'T', sequence: 'B' } as const

/**
 * A classification head on hidden states [T, H]: logits [rows, classes], or the weighted loss of each row.
 * The sequence head goes through BERT's pooler (dense and tanh on the first token).
 */
export function drawHead(
  config: BertConfig,
  { kind, classes }: HeadShape,
  rate: number,
  output: 'logits' | 'loss',
): DrawnStage {
  const scope = new Scope(new Graph())
  const x = scope.graph.input('x', 'float32', ['T', config.hidden_size])
  const features = dropElements(scope, kind === 'token' ? x : pooled(scope, x), { name: 'head', rate })
  const logits = linear(scope.child('classifier'), features, classes)
  const y = output === 'logits' ? logits : loss(scope, logits, kind)
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

function loss(scope: Scope, logits: Tensor, kind: HeadKind): Tensor {
  const rows = [ROWS[kind]]
  return softmaxCrossEntropy(
    logits,
    scope.feed('labels', 'int32', rows),
    scope.feed('weights', 'float32', rows),
  )
}
