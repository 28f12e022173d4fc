export { type DataSource, type DataSources, type NamedSource, readRecords } from './dataset.ts'
export type {
  Done,
  Evaluation,
  NoteEvent,
  OnEvent,
  Plan,
  Progress,
  TaskPlan,
  TaskScore,
  TrainEvent,
  WeightsEvent,
} from './events.ts'
export { fit } from './fit.ts'
export type { Control, TrainJob } from './job.ts'
export { TaskModel } from './model.ts'
export { type LoadedModel, loadModel, modelFolderOf } from './model-folder.ts'
export { type JointPrediction, type ModelPrediction, predictTexts } from './predict.ts'
export { EMBEDDED_MODEL, openPretrained } from './pretrained.ts'
export { freshRunPath } from './run-folder.ts'
export { scoreSet } from './scores.ts'
export { type SweepPoint, sweepRates } from './sweep.ts'
