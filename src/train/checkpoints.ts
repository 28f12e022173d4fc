import type { Prediction, SamplePrediction, TaskInput } from '../tasks/index.ts'
import type { Evaluation } from './events.ts'
import type { Fingerprint } from './fingerprint.ts'
import type { Learner } from './learner.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { TaskModel } from './model.ts'
import type { RunFolder } from './run-folder.ts'
import type { BatchSampler } from './sampler.ts'
import { saveModel } from './save-model.ts'
import { type SavedTraining, type StateToSave, saveTrainingState } from './state.ts'
import type { TrainingTensor } from './state-tensors.ts'
import type { Position } from './trainer.ts'

/** Texts whose predictions are kept with a model to check it by. */
const SAMPLES = 5

/** Texts in which something was found come first: a model that finds nothing agrees with any other that does. */
export function samplesOf(outputs: readonly Prediction[]): SamplePrediction[] {
  const isTelling = (output: Prediction) =>
    'entities' in output ? output.entities.length > 0 : !('labels' in output) || output.labels.length > 0
  const sorted = [...outputs.filter(isTelling), ...outputs.filter((output) => !isTelling(output))]
  return sorted.slice(0, SAMPLES).map((prediction) => ({ text: prediction.text, prediction }))
}

/** Predictions to check a model by, for each task, of the first of some texts. */
export async function freshSamples(
  model: TaskModel,
  inputs: readonly (readonly TaskInput[])[],
): Promise<SamplePrediction[][]> {
  const samples: SamplePrediction[][] = []
  for (const [at, { task }] of model.parts.tasks.entries()) {
    const texts = inputs[at]!.slice(0, 4 * SAMPLES).map((input) => task.encodeText(input))
    samples.push(samplesOf(await model.predict(texts, at)))
  }
  return samples
}

/** What is saved and restored: the learner's weights and moments, and where the batches stand. */
export interface Progressing {
  readonly learner: Learner
  readonly sampler: BatchSampler
  readonly position: Position
}

/** What a state says beside the run's progress. */
export interface StateFacts {
  readonly fingerprint: Fingerprint
  readonly memory: MemoryPlan
  readonly best: Evaluation | undefined
  readonly sinceBest: number
  readonly seconds: number
  readonly history: unknown
}

/**
 * Saves the last checkpoint with all that the run needs to go on. The average of the weights, if there is one,
 * must stand in the parameters, as it does while a model is scored.
 */
export function saveLast(
  folder: RunFolder,
  progressing: Progressing,
  samples: readonly (readonly SamplePrediction[])[],
  { fingerprint, best, ...facts }: StateFacts,
): void {
  const { learner, sampler, position } = progressing
  const state = {
    ...facts,
    ...position,
    best: best ?? null,
    fingerprints: fingerprint,
    sampler: sampler.save(),
    optimizerSteps: learner.optimizerSteps,
  }
  folder.save('last', (path) => {
    saveModel(path, learner.model.parts, samples)
    saveTrainingState(path, { state: state as unknown as StateToSave['state'], tensors: tensorsOf(learner) })
  })
}

/** Takes weights, moments and the places of all random streams back. The parameters hold the last checkpoint. */
export function restoreLast(saved: SavedTraining, { learner, sampler, position }: Progressing): void {
  const { step, lossSum, lossCount, sampler: batches, optimizerSteps } = saved.state
  // The checkpoint's weights are the average: they go where the average lives, and the state's own take their place.
  saved.tensors.restoreAll(tensorsOf(learner))
  learner.average?.swap()
  sampler.restore(batches)
  learner.optimizerSteps = optimizerSteps
  Object.assign(position, { step, lossSum, lossCount })
}

/**
 * Blocks that a state keeps. While the average stands in the parameters, the weights that learn stand in the
 * average's blocks; they are what must be kept, the average itself is the checkpoint's model.
 */
function* tensorsOf({ model, average }: Learner): Iterable<TrainingTensor> {
  for (const { name, shape, training } of model.parts.parameters) {
    if (!training) continue
    yield { name: `${name}.exp_avg`, shape, data: training.firstMoment }
    yield { name: `${name}.exp_avg_sq`, shape, data: training.secondMoment }
    const own = average?.get(name)
    if (own) yield { name: `${name}.value`, shape, data: own.values }
  }
}
