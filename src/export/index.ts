export { exportModel } from './export-model.ts'
export {
  DEFAULT_MAX_DROP,
  type ExportEvent,
  type ExportOptions,
  type ExportReport,
  type ExportTarget,
  type GroupLoss,
  QUANTIZATIONS,
  type Quantization,
  type ScoreDrop,
  TARGETS,
} from './options.ts'
export { checkTritonConfig, tritonConfig } from './triton.ts'
