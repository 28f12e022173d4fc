import type { AnyRecord, Origin } from '../../data/index.ts'
import type { RuleCode } from '../finding.ts'

/** What of a record was changed, and why. */
export interface Change {
  readonly origin: Origin
  readonly rule: RuleCode
  /** What stood there: a text, a label, an entity, or a whole record. */
  readonly before: unknown
  /** What stands there now; null where it was taken out. */
  readonly after: unknown
}

/** A record with what was done to it. */
export interface Mended<R extends AnyRecord = AnyRecord> {
  readonly record: R
  readonly changes: readonly Change[]
}
