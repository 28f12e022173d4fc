export { saveTemperature, saveThresholds } from '../train/index.ts'
export { MTLConfig } from './config.ts'
export { type CrossValidation, crossPredict, dealOut } from './cross-validate.ts'
export { findRate, type RateFound, type RateOptions } from './find-rate.ts'
export type { FitOptions, TaskData } from './fit-options.ts'
export { HanLP, loadPipeline, type Pipeline } from './hanlp.ts'
export {
  type CurveJob,
  type CurveMeasurement,
  type CurveOptions,
  type MeasuredCurve,
  measureCurve,
} from './learning-curve.ts'
export { type FitReport, MultiTaskLearning } from './multi-task-learning.ts'
export {
  type EvaluateOptions,
  evaluateModel,
  openPredictor,
  type PredictOptions,
  type Predictor,
  type PredictorOptions,
  type TextInput,
} from './predictor.ts'
export {
  type MaskFiller,
  type MaskFillerOptions,
  openMaskFiller,
  type PretrainOptions,
  pretrainModel,
} from './pretrain-model.ts'
export type {
  ModelEvaluation,
  ModelFacts,
  ModelOutcomes,
  PassEvent,
  SweepEvent,
  TaskFacts,
} from './protocol.ts'
export type { DataInput, RecordInput } from './records.ts'
export {
  defaultRunPath,
  type NamedInput,
  type TrainingJob,
  type TrainingOptions,
  trainModel,
} from './train-model.ts'
export { type SeedEvent, type SeedsDone, type SeedsOptions, type Spread, trainSeeds } from './train-seeds.ts'
