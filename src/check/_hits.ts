import type { Text } from '../base/locale.ts'
import type { Finding, Occurrence, RuleCode, Severity } from './finding.ts'

/** Counts occurrences and keeps the first ones only, so that a file full of faults does not fill the memory. */
export class Hits {
  readonly #listed: number
  readonly records: Occurrence[] = []
  count = 0

  constructor(listed: number) {
    this.#listed = listed
  }

  /** @param make called only where the occurrence is kept */
  add(make: () => Occurrence): void {
    this.count++
    if (this.records.length < this.#listed) this.records.push(make())
  }

  /**
   * What was found; nothing where nothing was.
   *
   * @param say what it is, by the number of occurrences
   */
  findings(rule: RuleCode, severity: Severity, say: (count: number) => Text): Finding[] {
    const { count, records } = this
    return count === 0 ? [] : [{ rule, severity, text: say(count), count, records }]
  }
}
