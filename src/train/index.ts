export { type DataSource, type DataSources, readRecords } from './dataset.ts'
export type {
  Done,
  Evaluation,
  NoteEvent,
  OnEvent,
  Plan,
  Progress,
  TrainEvent,
  WeightsEvent,
} from './events.ts'
export { evaluate, fit, type TrainJob } from './fit.ts'
export { TaskModel } from './model.ts'
export { type LoadedModel, loadModel, modelFolderOf } from './model-folder.ts'
export { EMBEDDED_MODEL, openPretrained } from './pretrained.ts'
export { freshRunPath } from './run-folder.ts'
