import type { Text } from '../../base/locale.ts'
import type { DataTask } from '../../data/index.ts'
import type { Hits } from '../_hits.ts'
import type { Finding, Part, RuleCode, Severity } from '../finding.ts'
import type { Inspection, Seen } from '../inspection.ts'

/** A rule at work on some data. What it keeps of the records is small: they need not be in memory. */
export interface Look {
  /** Hears each record once; left out where a rule needs no more than their labels. */
  see?(seen: Seen): void
  /** Hears each record again, where a rule must know all of them before it can judge one. */
  review?(seen: Seen): void
  /** What was found, after the last record; `yield`s while it works. */
  findings(): Generator<void, readonly Finding[]> | readonly Finding[]
}

/** One thing to look for. */
export interface Rule {
  readonly code: RuleCode
  /** The tasks that it concerns; left out: all. */
  readonly tasks?: readonly DataTask[]
  /** Time and memory grow with the size of the data, no faster. */
  begin(inspection: Inspection): Look
}

/** A look that tells all at once. */
export interface RecordLook {
  see(seen: Seen): void
  findings(): readonly Finding[]
}

/** A rule that looks at each record by itself and tells its hits part by part. */
export function recordByRecord(
  inspection: Inspection,
  rule: RuleCode,
  severity: Severity,
  { see, say }: { see(seen: Seen, hits: Hits): void; say(part: Part, count: number): Text },
): RecordLook {
  const hits = inspection.parts.map(({ part }) => [part, inspection.hits()] as const)
  const byPart = new Map(hits)
  return {
    see: (seen) => see(seen, byPart.get(seen.part)!),
    findings: () => hits.flatMap(([part, own]) => own.findings(rule, severity, (count) => say(part, count))),
  }
}
