import { drain } from '../../base/drain.ts'
import type { AnyRecord } from '../records.ts'
import { assignParts, type PartName, sharesOf } from './assign.ts'
import { comparedText, type FactsOptions, SplitFacts } from './facts.ts'
import { reportOf, type SplitReport } from './report.ts'

export interface SplitOptions extends FactsOptions {
  /** Weights of train, dev and test, such as `[8, 1, 1]` or `[9, 1]`. */
  readonly ratio: readonly number[]
  readonly seed: number
}

export interface SplitParts<R> {
  /** Each in the order of the records it was made from; a part that was not asked for is empty. */
  readonly parts: Readonly<Record<PartName, R[]>>
  readonly report: SplitReport
}

/**
 * Splits records into train, dev and test by seed, stratified by label (entities: by the types present). Equal and
 * nearly equal texts stay in one part, records of one `origin.group` too, and every label is in train. The same
 * records, options and seed give the same parts.
 *
 * @throws E_DATA_RATIO, E_DATA_NEAR, E_DATA_GROUP_MISSING, E_DATA_PART_EMPTY
 */
export function splitParts<R extends AnyRecord>(records: readonly R[], options: SplitOptions): SplitParts<R> {
  sharesOf(options.ratio)
  const facts = new SplitFacts(options)
  for (const record of records) facts.add(record)
  const { assignable, together } = drain(facts.join((index) => comparedText(records[index]!)))
  const assigned = assignParts(assignable, options.ratio, options.seed)
  const of = (part: number) => records.filter((_, index) => assigned[index] === part)
  return {
    parts: { train: of(0), dev: of(1), test: of(2) },
    report: reportOf(facts, assigned, together, options),
  }
}
