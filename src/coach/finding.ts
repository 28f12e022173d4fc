import type { Text } from '../base/locale.ts'
import type { SettingsPatch } from './history.ts'

export const FINDING_CODES = [
  'COACH_MEMORY',
  'COACH_DIVERGENCE',
  'COACH_RATE_HIGH',
  'COACH_NO_CONVERGENCE',
  'COACH_DEAD_LABELS',
  'COACH_OVERFITTING',
  'COACH_IMBALANCE',
  'COACH_SLOW',
  'COACH_DEV_SMALL',
] as const
/** Stable names of what can be found, the most urgent first. */
export type FindingCode = (typeof FINDING_CODES)[number]

/** `fatal`: the run is lost; `serious`: its result suffers much; `advice`: it could be better. */
export type Severity = 'fatal' | 'serious' | 'advice'

export interface Remedy {
  /** Empty where no setting helps: then `why` is what a person can do. */
  readonly settings: SettingsPatch
  readonly why: Text
}

export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  /** The numbers that it rests on. */
  readonly evidence: Readonly<Record<string, number>>
  /** What is seen. */
  readonly what: Text
  /** Why it matters. */
  readonly why: Text
  /** The most promising first. */
  readonly remedies: readonly Remedy[]
}
