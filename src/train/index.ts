export { type JointPrediction, type ModelPrediction, predictTexts } from '../tasks/index.ts'
export type { OpenFill } from './augmented.ts'
export { fitAuto as fit } from './auto.ts'
export { type DataSource, type DataSources, type NamedSource, readRecords } from './dataset.ts'
export { devDataOf } from './dev-data.ts'
export { recordsDigest } from './digests.ts'
export type {
  AugmentEvent,
  AugmentingEvent,
  CheckEvent,
  CoachEvent,
  Comparison,
  Decision,
  Done,
  Evaluation,
  Forgetting,
  NoteEvent,
  OnEvent,
  Plan,
  Progress,
  TaskPlan,
  TaskScore,
  TrainEvent,
  WeightsEvent,
} from './events.ts'
export { foreignTypes } from './foreign-types.ts'
export type { Control, TrainJob } from './job.ts'
export { type FolderLock, holding, isLocked } from './lock.ts'
export { type ModelParts, TaskModel } from './model.ts'
export {
  findModelFolder,
  type LoadedModel,
  loadModel,
  modelFolderOf,
  modelNameOf,
  readDescription,
  readModel,
  runFolderOf,
  type SavedParts,
} from './model-folder.ts'
export { modelStamp } from './model-stamp.ts'
export {
  EMBEDDED_MODEL,
  type EncoderChoice,
  encoderChoice,
  fetchEncoder,
  openPretrained,
} from './pretrained.ts'
export { ProgressMeter } from './progress.ts'
export {
  override,
  type RuledTagging,
  requireTagging,
  ruledTypes,
  type TaskName,
  type TaskNames,
} from './ruled.ts'
export { freshRunPath, requireFreeRun } from './run-folder.ts'
export {
  headConfig,
  saveConfiguration,
  saveDescription,
  saveEncoder,
  saveModel,
} from './save-model.ts'
export { saveTemperature } from './save-temperature.ts'
export { saveThresholds } from './save-thresholds.ts'
export { figuresOf, scoreSet, scoresByLabel } from './scores.ts'
export { fourDigits, shownPrediction } from './shown.ts'
export { hasTrainingState } from './state.ts'
export { StateTensors, type TrainingTensor, writeStateTensors } from './state-tensors.ts'
export { sweepRates } from './sweep.ts'
export { unscoredFolderOf } from './unscored-run.ts'
export { checkDigests, type Digests, digestsOf, weightFiles } from './weights-digest.ts'
