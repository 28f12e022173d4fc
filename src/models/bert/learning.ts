import {
  type Dimensions,
  planStage,
  type StagePlan,
  stepBytes,
  type TapeOptions,
  tapeBytes,
} from '../../engine/index.ts'
import type { ParameterDeclaration } from '../../nn/index.ts'
import { gradients } from '../../ops/index.ts'
import { type BatchSizes, masksFrom } from './_feeds.ts'
import type { BertConfig } from './config.ts'
import {
  type DrawnStage,
  type DropoutRates,
  drawEmbeddings,
  drawEncoderLayer,
  EMBEDDINGS,
  type HeadKind,
  layerPrefix,
  NO_DROPOUT,
  rowsOf,
  TABLES,
} from './graphs.ts'

/** What of an encoder learns. */
export interface Learning {
  /** The lowest place that learns: −1 for the embeddings, else a layer; the number of layers where nothing does. */
  readonly first: number
  /** What the backward pass gives in the embeddings, by the names of their stage. */
  readonly embeddings: readonly string[]
  /** The same for each layer: parameters, and `x` where something below learns. Nothing below `first`. */
  readonly layers: readonly (readonly string[])[]
}

/**
 * Finds what the backward pass has to do: it goes down to the lowest place that learns and gives nothing that
 * nobody asked for.
 *
 * @param isTrainable by a parameter's full name
 */
export function planLearning(config: BertConfig, isTrainable: (name: string) => boolean): Learning {
  const own = (prefix: string, declarations: readonly ParameterDeclaration[]) => {
    const learning = declarations.filter(({ name }) => isTrainable(prefix + name))
    return [...new Set(learning.map(({ name, part }) => part?.of ?? name))]
  }
  const isTable = (name: string) => TABLES.some((table) => name === `${table}.weight`)
  const embeddings = own(EMBEDDINGS, drawEmbeddings(config, NO_DROPOUT).declarations)
  const { declarations } = drawEncoderLayer(config, NO_DROPOUT)
  const layers = Array.from({ length: config.num_hidden_layers }, (_, i) => own(layerPrefix(i), declarations))
  const lowest = layers.findIndex((names) => names.length > 0)
  const first = embeddings.length > 0 ? -1 : lowest < 0 ? layers.length : lowest
  return {
    first,
    embeddings: [...new Set(embeddings.map((name) => (isTable(name) ? 'rows' : name)))],
    layers: layers.map((names, i) => (i > first ? ['x', ...names] : names)),
  }
}

/** A stage whose backward pass gives only what is named. */
export function wanting({ stage }: DrawnStage, names: readonly string[]): DrawnStage['stage'] {
  return { ...stage, wanted: new Map([...stage.wanted].filter(([name]) => names.includes(name))) }
}

/** A name that layers share which want the same and give the same rows: one stage serves them. */
export const stageKey = (names: readonly string[], rows: HeadKind): string => `${rows}: ${names}`

/** A forecast of what one part of a step takes for the encoder: exact, without a session or a parameter. */
export interface EncoderMemory {
  /**
   * Bytes of step buffers from `record` to the end of `backward`: tapes, frozen activations and cotangents, for
   * T tokens of B sequences in S slots each.
   */
  tapeBytes(dimensions: Dimensions, reads: HeadKind): number
  /** Bytes of dropout masks. */
  maskBytes(sizes: BatchSizes, reads: HeadKind): number
}

/** @param isTrainable by a parameter's full name */
export function encoderMemory(
  config: BertConfig,
  isTrainable: (name: string) => boolean,
  options: TapeOptions & { readonly dropout: DropoutRates },
): EncoderMemory {
  const { dropout } = options
  const { first, embeddings, layers } = planLearning(config, isTrainable)
  const plan = (drawn: DrawnStage, names: readonly string[]) =>
    planStage(wanting(drawn, names), gradients, options)
  const embeddingPlan = first < 0 ? [plan(drawEmbeddings(config, dropout), embeddings)] : []
  // Layers that want the same have the same tape; plans are drawn when they are asked for.
  const plans = new Map<string, StagePlan>()
  const planOf = (names: readonly string[], rows: HeadKind) => {
    const key = stageKey(names, rows)
    const drawn = plans.get(key) ?? plan(drawEncoderLayer(config, dropout, rows), names)
    plans.set(key, drawn)
    return drawn
  }
  const lowest = Math.max(0, first)
  const learning = layers.slice(lowest)
  return {
    tapeBytes: (dimensions, reads) => {
      const hidden = (rows: number) => stepBytes(rows * config.hidden_size * 4)
      // Two buffers take turns in the frozen layers, one joins the head's cotangent on the way back; the cotangent of a
      // head on sequences is too small to take turns.
      const frozen = first < 0 ? 0 : first === 0 ? 1 : 2
      const turns = reads === 'sequence' ? 2 : 1
      const back = Math.min(turns, learning.length) + (embeddings.includes('rows') ? 1 : 0)
      const short = reads === 'sequence' && learning.length === 0 ? hidden(dimensions.B!) : 0
      const tapes = learning.map((names, i) => planOf(names, rowsOf(lowest + i, config, reads)))
      return [...embeddingPlan, ...tapes].reduce(
        (bytes, stage) => bytes + tapeBytes(stage, dimensions),
        (frozen + back) * hidden(dimensions.T!) + short,
      )
    },
    maskBytes: (sizes, reads) => masksFrom(first, sizes, config, dropout, reads),
  }
}
