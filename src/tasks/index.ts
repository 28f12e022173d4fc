export { type CrfNumbers, crfChecksum } from './_saved-faults.ts'
export { buildTask, TASK_KINDS, type TaskDescription, type TaskOptions } from './build.ts'
export { labelThresholds, withThreshold } from './multi-label-classification.ts'
export { type NamedTask, namedTask, type TaskFacts, taskFacts } from './named-task.ts'
export {
  type JointPrediction,
  type ModelPrediction,
  type OnBatch,
  type PredictingModel,
  predictTexts,
} from './predict.ts'
export { checkSamples, isSame, SCORE_TOLERANCE } from './samples.ts'
export {
  parseSavedModel,
  type SamplePrediction,
  type SavedGraph,
  type SavedModel,
  type SavedTask,
} from './saved-model.ts'
export type {
  AnyTask,
  ClassOutput,
  ClsReport,
  Encoding,
  Entity,
  Example,
  MultiLabelOutput,
  MultiLabelReport,
  NerReport,
  PairOutput,
  Prediction,
  Report,
  TaggingOutput,
  Task,
  TaskInput,
  TaskKind,
  TextRecord,
} from './task.ts'
export { TextClassification } from './text-classification.ts'
export { checkMaxLength, TokenClassification } from './token-classification.ts'
export { windowsOf } from './windows.ts'
