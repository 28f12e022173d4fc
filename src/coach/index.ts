export { type Choice, chooseRemedy, diagnose } from './diagnose.ts'
export { FINDING_CODES, type Finding, type FindingCode, type Remedy, type Severity } from './finding.ts'
export type {
  EvaluationRow,
  LabelRow,
  Outcome,
  RunFacts,
  RunHistory,
  SettingsPatch,
  StepRow,
} from './history.ts'
export { renderFindings } from './render.ts'
export { renderSweep, sweepSvg } from './render-sweep.ts'
export { type RateSuggestion, type SweepPoint, suggestRate } from './sweep.ts'
