import { sum } from './_numbers.ts'
import type { RunHistory } from './history.ts'

/** What a dev score is a share of: the gold items of all labels, or the records where these are not known. */
export function devSize({ run, evaluations }: RunHistory): number {
  return sum(evaluations.at(-1)?.perLabel.map(({ support }) => support) ?? []) || run.devRecords
}
