export { requireComparable } from './comparable.ts'
export type { Calibration, ThresholdReport } from './confidence.ts'
export {
  type Confusion,
  type EvaluationOptions,
  type EvaluationReport,
  evaluateOutcomes,
} from './evaluate.ts'
export type { Outcomes } from './outcomes.ts'
export { type EvaluationPage, evaluationPage } from './page.ts'
export { renderEvaluation } from './render-text.ts'
export type { Slice, SliceBy } from './slices.ts'
