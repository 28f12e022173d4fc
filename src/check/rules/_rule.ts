import type { DataTask } from '../../data/index.ts'
import type { Finding, RuleCode } from '../finding.ts'
import type { Inspection } from '../inspection.ts'

/** One thing to look for. */
export interface Rule {
  readonly code: RuleCode
  /** The tasks that it concerns; left out: all. */
  readonly tasks?: readonly DataTask[]
  /** Time and memory grow with the size of the data, no faster. */
  check(inspection: Inspection): readonly Finding[]
}
