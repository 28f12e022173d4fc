export { type CheckData, type CheckOptions, checkData, checkSteps, withFindings } from './check.ts'
export { faultFindings } from './faulty.ts'
export {
  type CheckReport,
  type Finding,
  type Occurrence,
  PARTS,
  type Part,
  type PartFacts,
  type RecordPlace,
  RULE_CODES,
  type RuleCode,
  SEVERITIES,
  type Severity,
} from './finding.ts'
export type { Change } from './fix/change.ts'
export { type Fixed, type FixOptions, fixData } from './fix/fix.ts'
export {
  changesFile,
  checkOutput,
  type ReadingLog,
  refuseOtherKind,
  refuseSource,
  refuseTwice,
  writeFixed,
} from './fix/write.ts'
export { reportPage } from './page/report-page.ts'
export { renderFindings, renderReport } from './render.ts'
export { type ConfidentJoint, confidentJoint, type OffDiagonal } from './suspicious/confident-joint.ts'
export { suspicionFindings } from './suspicious/finding.ts'
export type {
  ClassOpinion,
  EntityOpinion,
  MultiOpinion,
  Opinion,
  Suspicion,
  SuspicionKind,
} from './suspicious/opinion.ts'
export { suspicious } from './suspicious/suspicious.ts'
export { RULE_TITLES } from './titles.ts'
