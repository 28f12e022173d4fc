import {
  type EngineOptions,
  ForwardStage,
  type Parameters,
  type TapeOptions,
  TrainingStage,
} from '../../engine/index.ts'
import { gradients } from '../../ops/index.ts'
import type { BertConfig } from './config.ts'
import {
  type DropoutRates,
  drawEmbeddings,
  drawEncoderLayer,
  type HeadKind,
  NO_DROPOUT,
  rowsOf,
} from './graphs.ts'
import {
  type EncoderMemory,
  encoderMemory,
  type Learning,
  planLearning,
  stageKey,
  wanting,
} from './learning.ts'

export interface EncoderOptions extends EngineOptions {
  /** What the heads above will read; left out, tokens. */
  readonly heads?: readonly HeadKind[]
}

export interface TrainingOptions extends EncoderOptions, TapeOptions {
  readonly dropout: DropoutRates
}

export interface InferenceStages {
  readonly embeddings: ForwardStage
  readonly layer: ForwardStage
  /** The last layer below heads on sequences. */
  readonly last: ForwardStage | undefined
}

/** The stages of what learns; layers that want the same share one. */
export interface TrainingStages extends Learning {
  /** By `stageKey`. */
  readonly stages: ReadonlyMap<string, TrainingStage>
  readonly embeddingStage: TrainingStage | undefined
  readonly dropout: DropoutRates
  readonly memory: EncoderMemory
}

export async function compileInference(
  config: BertConfig,
  { heads = ['token'], ...engine }: EncoderOptions,
): Promise<InferenceStages> {
  const layer = (name: string, rows: HeadKind) =>
    ForwardStage.create(name, drawEncoderLayer(config, NO_DROPOUT, rows).stage, engine)
  return {
    embeddings: await ForwardStage.create('embeddings', drawEmbeddings(config, NO_DROPOUT).stage, engine),
    layer: await layer('layer', 'token'),
    last: heads.includes('sequence') ? await layer('layer.last', 'sequence') : undefined,
  }
}

export async function compileTraining(
  config: BertConfig,
  parameters: Parameters,
  options: TrainingOptions,
): Promise<TrainingStages> {
  const { dropout, heads = ['token'], ...engine } = options
  const isTrainable = (name: string) => parameters.get(name).training !== undefined
  const learning = planLearning(config, isTrainable)
  const stages = new Map<string, TrainingStage>()
  const compile = async (names: readonly string[], rows: HeadKind) => {
    const key = stageKey(names, rows)
    if (stages.has(key)) return
    const stage = wanting(drawEncoderLayer(config, dropout, rows), names)
    stages.set(key, await TrainingStage.create('layer', stage, gradients, engine))
  }
  for (const [i, names] of learning.layers.entries()) {
    if (i < learning.first) continue
    for (const reads of heads) await compile(names, rowsOf(i, config, reads))
  }
  const embeddings = () => wanting(drawEmbeddings(config, dropout), learning.embeddings)
  return {
    ...learning,
    stages,
    embeddingStage:
      learning.first < 0
        ? await TrainingStage.create('embeddings', embeddings(), gradients, engine)
        : undefined,
    dropout,
    memory: encoderMemory(config, isTrainable, { ...engine, dropout }),
  }
}
