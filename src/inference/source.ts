import {
  ChainDecoder,
  type ChainWeights,
  FusedModel,
  type FusedTask,
  outputName,
  type Runner,
} from '../predictor/index.ts'
import type { NamedTask } from '../tasks/index.ts'
import type { ModelParts } from '../train/index.ts'
import type { InferenceSource } from './graph.ts'

/** What the graph of a trained model is drawn from. */
export function sourceOf({ config, tasks, parameters }: ModelParts): InferenceSource {
  return {
    config,
    heads: tasks.map(({ name, prefix, task }) => ({
      output: outputName(name, tasks.length),
      prefix,
      shape: task.head,
    })),
    weight: (name) => parameters.get(name).value,
  }
}

/** The numbers of a task's CRF, without the masks of what it forbids; undefined where it has none. */
export function crfOf({ parameters }: ModelParts, { prefix, task }: NamedTask): ChainWeights | undefined {
  if (!task.head.crf) return undefined
  const numbers = (name: string) => parameters.get(`${prefix}crf.${name}`).value
  return {
    transitions: numbers('transitions'),
    start: numbers('start_transitions'),
    end: numbers('end_transitions'),
  }
}

/** The model that an opened graph makes. */
export function fusedModel(runner: Runner, parts: ModelParts): FusedModel {
  const { tasks, tokenizer } = parts
  const fused = tasks.map((task): FusedTask => {
    const weights = crfOf(parts, task)
    return {
      ...task,
      output: outputName(task.name, tasks.length),
      chain: weights && new ChainDecoder(weights, task.task.head.crf!),
    }
  })
  return new FusedModel(runner, fused, tokenizer.special.pad)
}
