export type { OpenFill } from './augmented.ts'
export { fitAuto as fit } from './auto.ts'
export { type DataSource, type DataSources, type NamedSource, readRecords } from './dataset.ts'
export type {
  AugmentEvent,
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
export type { Control, TrainJob } from './job.ts'
export { type FolderLock, holding, isLocked } from './lock.ts'
export { TaskModel } from './model.ts'
export { type LoadedModel, loadModel, modelFolderOf, saveEncoder } from './model-folder.ts'
export { type JointPrediction, type ModelPrediction, predictTexts } from './predict.ts'
export { EMBEDDED_MODEL, type EncoderChoice, fetchEncoder, openPretrained } from './pretrained.ts'
export { ProgressMeter } from './progress.ts'
export { freshRunPath, requireFreeRun } from './run-folder.ts'
export { figuresOf, scoreSet, scoresByLabel } from './scores.ts'
export { StateTensors, type TrainingTensor, writeStateTensors } from './state-tensors.ts'
export { sweepRates } from './sweep.ts'
