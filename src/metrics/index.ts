export {
  type Bootstrap,
  type BootstrapOptions,
  bootstrap,
  type Interval,
  microInterval,
} from './bootstrap.ts'
export {
  brierOfClasses,
  isProbability,
  type Reliability,
  type ReliabilityBin,
  reliability,
} from './calibration.ts'
export { type ClassScores, scoreClasses } from './classes.ts'
export { type Comparison, compareRuns, type Difference } from './compare-runs.ts'
export { type EntityScores, scoreEntities } from './entities.ts'
export {
  type EntityErrors,
  entityErrors,
  MATCH_KINDS,
  type Match,
  type MatchKind,
  matchEntities,
} from './error-kinds.ts'
export { type Figures, figuresOf, weightsOf } from './figures.ts'
export {
  type CurvePoint,
  errorAt,
  FIT_TOLERANCE,
  fitLearningCurve,
  type LearningCurve,
} from './learning-curve.ts'
export { type MultiLabelScores, scoreMultiLabel } from './multi-label.ts'
export { renderClassScores, renderEntityScores, renderMultiLabelScores } from './render.ts'
export type { Ratios, Scores } from './scores.ts'
export { displayWidth, percent, renderTable } from './table.ts'
export { type LabelledRange, rangeKey, spansOfTags } from './tags.ts'
export {
  CELL,
  type Holders,
  holdersOf,
  type Tally,
  tallyClasses,
  tallyEntities,
  tallyMultiLabel,
} from './tally.ts'
export {
  fitBinaryTemperature,
  fitTemperature,
  isSensibleTemperature,
  logitOf,
  probabilitiesOf,
  probabilityOf,
  SENSIBLE_TEMPERATURES,
  type Temperature,
} from './temperature.ts'
export { chooseThresholds, DEFAULT_THRESHOLD, type Threshold, type Thresholds } from './thresholds.ts'
