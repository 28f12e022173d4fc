/** HanTune: fine-tunes Chinese BERT-family encoders and runs the result. */
export * from './api/index.ts'
export {
  AUGMENT_METHODS,
  type Augmentable,
  type Augmentation,
  type AugmentMethod,
  type AugmentOptions,
  augment,
  type Fill,
  methodsFor,
} from './augment/index.ts'
export { HanTuneError, type Place } from './base/errors.ts'
export type { Language } from './base/locale.ts'
export { VERSION } from './base/version.ts'
export {
  type CheckData,
  type CheckOptions,
  type CheckReport,
  checkData,
  type Finding,
  fixData,
  renderFindings,
  renderReport,
  reportPage,
  suspicious,
} from './check/index.ts'
export type { Settings, SettingsInput } from './config/index.ts'
export {
  type AnyRecord,
  type Dataset,
  type Description,
  formatRecords,
  type Lengths,
  type Note,
  nearDuplicates,
  type ReadOptions,
  readDataset,
  type Span,
  type SplitFile,
  type SplitFileOptions,
  type SplitOptions,
  type SplitParts,
  type SplitProgress,
  type SplitReport,
  splitFile,
  splitParts,
} from './data/index.ts'
export {
  type EvaluationOptions,
  type EvaluationPage,
  type EvaluationReport,
  evaluateOutcomes,
  evaluationPage,
  type Outcomes,
  renderEvaluation,
} from './evaluation/index.ts'
export {
  type ExportEvent,
  type ExportOptions,
  type ExportReport,
  type ExportTarget,
  exportModel,
  type Quantization,
} from './export/index.ts'
export {
  type DownloadEvent,
  KNOWN_ENCODERS,
  type KnownEncoder,
  type Located,
  type LocateOptions,
  locateModel,
} from './hub/index.ts'
export { type InferenceModel, type InferenceOptions, openInference } from './inference/index.ts'
export {
  type MultiLabelScores,
  type Ratios,
  renderClassScores,
  renderEntityScores,
  renderMultiLabelScores,
  type Scores,
} from './metrics/index.ts'
export type {
  Candidate,
  FilledBlank,
  FilledText,
  PretrainDone,
  PretrainEvaluation,
  PretrainEvent,
  PretrainJob,
  PretrainPlan,
  PretrainProgress,
  PretrainSettings,
} from './pretrain/index.ts'
export {
  applyRules,
  compareTaggers,
  lexiconOf,
  loadRules,
  type OnReload,
  type RuledOutput,
  type RuleEntity,
  type RuleNote,
  Rules,
  type WatchedRules,
  watchRules,
} from './rules/index.ts'
export {
  type Batching,
  type Limits,
  type ServedFacts,
  type ServedRun,
  type Service,
  type ServiceEvent,
  type ServiceOptions,
  startService,
} from './serve/index.ts'
export type {
  ClassOutput,
  ClsReport,
  Entity,
  MultiLabelOutput,
  MultiLabelReport,
  NerReport,
  PairOutput,
  Prediction,
  Report,
  TaggingOutput,
  TaskInput,
  TaskKind,
} from './tasks/index.ts'
export {
  type Done,
  EMBEDDED_MODEL,
  type Evaluation,
  type JointPrediction,
  type ModelPrediction,
  type NoteEvent,
  type Plan,
  type Progress,
  type TaskPlan,
  type TaskScore,
  type TrainEvent,
  type WeightsEvent,
} from './train/index.ts'
