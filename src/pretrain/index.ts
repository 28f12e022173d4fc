export { readPretrainConfig } from './config-file.ts'
export type {
  CorpusEvent,
  CorpusProgress,
  OnPretrainEvent,
  PretrainDone,
  PretrainEvaluation,
  PretrainEvent,
  PretrainPlan,
  PretrainProgress,
} from './events.ts'
export { type Candidate, type FilledBlank, type FilledText, FillMask } from './fill-mask.ts'
export type { PretrainJob } from './job.ts'
export { pretrain } from './run.ts'
export { PRETRAIN_NAMES, type PretrainSettings, parsePretrainSettings, pretrainSchema } from './settings.ts'
