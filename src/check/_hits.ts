import type { Occurrence } from './finding.ts'

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
}
