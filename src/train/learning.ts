import type { Example } from '../tasks/index.ts'
import { classWeightsOf } from './class-weights.ts'
import { Learner } from './learner.ts'
import type { TaskModel } from './model.ts'
import { ratesOf } from './prepare.ts'
import type { ReadyRun } from './ready.ts'
import { BatchSampler } from './sampler.ts'

/** A model with all that teaches it. */
export interface Learning {
  readonly learner: Learner
  readonly sampler: BatchSampler
  /** The examples of each task. */
  readonly examples: readonly (readonly Example[])[]
}

/** Sets up what teaches the model of a run. */
export function learningOf({ job, source, sets, settings, memory }: ReadyRun, model: TaskModel): Learning {
  const { tasks } = model.parts
  const examples = sets.map((set) => set.examples)
  const classWeights = tasks.map(({ task }, i) => classWeightsOf(task, examples[i]!, settings.classWeights))
  const learner = new Learner(model, settings, {
    learnTokens: memory.learnTokens,
    classWeights,
    rateOf: ratesOf(settings, source),
    learningRate: settings.learningRate,
    checkpoint: job.out,
  })
  const { batchSize, accumulation, taskSampling, seed } = settings
  const sampled = tasks.map(({ name }, i) => ({
    name,
    lengths: examples[i]!.map(({ tokenIds }) => tokenIds.length),
  }))
  const sampler = new BatchSampler(sampled, batchSize * accumulation, taskSampling, seed)
  return { learner, sampler, examples }
}
