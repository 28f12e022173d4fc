export { type CheckData, type CheckOptions, checkData, withFindings } from './check.ts'
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
