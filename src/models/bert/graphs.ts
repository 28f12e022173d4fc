import type { StageGraph } from '../../engine/index.ts'
import { Graph, type Tensor } from '../../graph/index.ts'
import {
  dropElements,
  layerNorm,
  linear,
  type ParameterDeclaration,
  Scope,
  selfAttention,
} from '../../nn/index.ts'
import { add, gather, gelu } from '../../ops/index.ts'
import type { BertConfig } from './config.ts'

/** Where the parameters of the two kinds of stages stand, in Hugging Face's names. */
export const EMBEDDINGS = 'bert.embeddings.'
export const layerPrefix = (layer: number): string => `bert.encoder.layer.${layer}.`

/** The tables of the embeddings; backward gives the rows that are to be added to them. */
export const TABLES = ['word_embeddings', 'position_embeddings', 'token_type_embeddings'] as const

/** The table of the word embeddings among a model's parameters. */
export const WORD_EMBEDDINGS = `${EMBEDDINGS}word_embeddings.weight`

/** What a head classifies: each token, or each sequence by its first token. */
export type HeadKind = 'token' | 'sequence'

/** The name of the dimension along which a head's rows run. */
export const ROWS = { token: 'T', sequence: 'B' } as const

/** What a layer gives: the last one what the head reads, those below each token. */
export const rowsOf = (layer: number, { num_hidden_layers }: BertConfig, reads: HeadKind): HeadKind =>
  layer === num_hidden_layers - 1 ? reads : 'token'

/** A stage with what it declares, names relative to the stage. */
export interface DrawnStage {
  readonly stage: StageGraph
  readonly declarations: readonly ParameterDeclaration[]
}

/** Rates of dropout in the encoder; 0 leaves the operators out. */
export interface DropoutRates {
  readonly hidden: number
  readonly attention: number
}

export const NO_DROPOUT: DropoutRates = { hidden: 0, attention: 0 }

/**
 * Token, position and segment embeddings, normalised: ids [T] to [T, H]. Backward gives the cotangent of the
 * summed rows under `rows` rather than three dense table gradients: the trainer adds rows where they belong.
 */
export function drawEmbeddings(config: BertConfig, dropout: DropoutRates): DrawnStage {
  const scope = new Scope(new Graph())
  const table = (name: string, rows: number, feed: string) =>
    gather(scope.parameter(`${name}.weight`, [rows, config.hidden_size]), scope.feed(feed, 'int32', ['T']))
  const words = table('word_embeddings', config.vocab_size, 'tokenIds')
  const positions = table('position_embeddings', config.max_position_embeddings, 'positions')
  const types = table('token_type_embeddings', config.type_vocab_size, 'tokenTypes')
  const rows = add(add(words, positions), types)
  const norm = layerNorm(scope.child('LayerNorm'), rows, config.layer_norm_eps)
  const y = dropElements(scope, norm, { name: 'embeddings', rate: dropout.hidden })
  const wanted = new Map([
    ['rows', rows],
    ...[...scope.parameters].filter(([name]) => name.startsWith('LayerNorm')),
  ])
  return { stage: { ...declared(scope), y, wanted }, declarations: scope.declarations }
}

/**
 * One encoder layer, [T, H] to [T, H]: attention and feed-forward block, each with residual and LayerNorm after it.
 *
 * @param rows the last layer below a head on sequences, [T, H] to [B, H]: nobody reads what it would make of other tokens
 *   than the first ones, so that all behind the attention is spared
 */
export function drawEncoderLayer(
  config: BertConfig,
  dropout: DropoutRates,
  rows: HeadKind = 'token',
): DrawnStage {
  const scope = new Scope(new Graph())
  const { hidden_size: width, layer_norm_eps: epsilon } = config
  const x = scope.graph.input('x', 'float32', ['T', width])

  const self = scope.child('attention.self')
  const read = (all: Tensor) =>
    rows === 'token' ? all : gather(all, scope.feed('firstTokens', 'int32', ['B']))
  const site = { name: 'attention', rate: dropout.attention }
  const context = read(selfAttention(self, x, config.num_attention_heads, site))
  const attended = linear(scope.child('attention.output.dense'), context, width)
  const keptAttended = dropElements(scope, attended, { name: 'attention.output', rate: dropout.hidden })
  const h = layerNorm(scope.child('attention.output.LayerNorm'), add(keptAttended, read(x)), epsilon)

  const expanded = gelu(linear(scope.child('intermediate.dense'), h, config.intermediate_size))
  const contracted = linear(scope.child('output.dense'), expanded, width)
  const kept = dropElements(scope, contracted, { name: 'output', rate: dropout.hidden })
  const y = layerNorm(scope.child('output.LayerNorm'), add(kept, h), epsilon)

  const wanted = new Map([['x', x], ...scope.parameters])
  return { stage: { ...declared(scope), x, y, wanted }, declarations: scope.declarations }
}

function declared(scope: Scope): Pick<StageGraph, 'graph' | 'parameters' | 'auxiliary'> {
  return { graph: scope.graph, parameters: scope.parameters, auxiliary: scope.auxiliary }
}
