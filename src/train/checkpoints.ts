import type { Prediction, TextRecord } from '../tasks/index.ts'
import type { Evaluation } from './events.ts'
import type { Learner } from './learner.ts'
import type { MemoryPlan } from './memory-plan.ts'
import type { TaskModel } from './model.ts'
import { type SamplePrediction, saveModel } from './model-folder.ts'
import type { RunFolder } from './run-folder.ts'
import type { BatchSampler, SamplerState } from './sampler.ts'
import { type OpenedState, type StateTensor, saveTrainingState } from './state.ts'
import type { Position } from './trainer.ts'

/** Texts whose predictions are kept with a model to check it by. */
const SAMPLES = 5

/** What a state says beside its tensors; together they are all that the next step depends on. */
export interface RunState {
  readonly fingerprint: Readonly<Record<string, string>>
  readonly position: Position
  readonly sampler: SamplerState
  readonly optimizerSteps: readonly number[]
  readonly memory: MemoryPlan
  /** Evaluations so far, without their reports' details. */
  readonly best?: Evaluation
  readonly evaluationsSinceBest: number
  /** Seconds that earlier parts of the run took. */
  readonly seconds: number
}

/** Texts in which something was found come first: a model that finds nothing agrees with any other that does. */
export function samplesOf(outputs: readonly Prediction[]): SamplePrediction[] {
  const isTelling = (output: Prediction) => 'label' in output || output.entities.length > 0
  const sorted = [...outputs.filter(isTelling), ...outputs.filter((output) => !isTelling(output))]
  return sorted.slice(0, SAMPLES).map((prediction) => ({ text: prediction.text, prediction }))
}

/** Predictions to check a model by, for each task, of the first texts of its dev set. */
export async function freshSamples(
  model: TaskModel,
  dev: readonly (readonly TextRecord[])[],
): Promise<SamplePrediction[][]> {
  const samples: SamplePrediction[][] = []
  for (const [at, { task }] of model.parts.tasks.entries()) {
    const texts = dev[at]!.slice(0, 4 * SAMPLES).map(({ text }) => task.encodeText(text))
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

/**
 * Saves the last checkpoint with all that the run needs to go on. The average of the weights, if there is one,
 * must stand in the parameters, as it does while a model is scored.
 */
export function saveLast(
  folder: RunFolder,
  { learner, sampler, position }: Progressing,
  samples: readonly (readonly SamplePrediction[])[],
  rest: Omit<RunState, 'position' | 'sampler' | 'optimizerSteps'>,
): void {
  const state: RunState = {
    ...rest,
    position: { ...position },
    sampler: sampler.save(),
    optimizerSteps: learner.optimizerSteps,
  }
  folder.save('last', (path) => {
    saveModel(path, learner.model.parts, samples)
    saveTrainingState(path, { step: position.step, state, tensors: stateTensors(learner) })
  })
}

/** Takes weights, moments and the places of all random streams back. The parameters hold the last checkpoint. */
export function restoreLast(
  opened: OpenedState<RunState>,
  { learner, sampler, position }: Progressing,
): void {
  const { state } = opened
  // The checkpoint's weights are the average: they go where the average lives, the state's own come in their place.
  learner.average?.swap()
  for (const { name, data } of stateTensors(learner, true)) opened.restore(name, data)
  sampler.restore(state.sampler)
  learner.optimizerSteps = state.optimizerSteps
  Object.assign(position, state.position)
}

/**
 * Blocks that a state keeps. While the average stands in the parameters, the weights that learn stand in the
 * average's blocks; they are what must be kept, the average itself is the checkpoint's model.
 */
function* stateTensors(learner: Learner, restoring = false): Iterable<StateTensor> {
  for (const { name, shape, value, training } of learner.model.parts.parameters) {
    if (!training) continue
    yield { name: `${name}.exp_avg`, shape, data: training.firstMoment }
    yield { name: `${name}.exp_avg_sq`, shape, data: training.secondMoment }
    const other = learner.average?.get(name)?.values
    if (other) yield { name: `${name}.value`, shape, data: restoring ? value : other }
  }
}
