export { buildTask, TASK_KINDS, type TaskDescription, type TaskOptions } from './build.ts'
export { withThreshold } from './multi-label-classification.ts'
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
