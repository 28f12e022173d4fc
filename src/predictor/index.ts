// Nothing that this loads needs Node: `test/architecture.test.ts` looks.
export type { ModelPrediction, TaskInput } from '../tasks/index.ts'
export { ChainDecoder, type ChainWeights } from './chain.ts'
export {
  createPredictor,
  type GraphPredictor,
  graphModel,
  type ModelTask,
  type PredictorSource,
  type ScoreOptions,
  tasksOf,
} from './create.ts'
export { FusedModel, type FusedTask, outputName } from './fused-model.ts'
export { BATCH_SLOTS, planPadded } from './plan-padded.ts'
export { type OnnxRuntime, orReleased, type PaddedBatch, Runner } from './runner.ts'
