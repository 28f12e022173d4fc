import { GrowingUint32 } from '../_growing.ts'
import { Units } from '../_units.ts'
import { recordLabels } from '../labels.ts'
import { NearDuplicateFinder } from '../near-duplicates.ts'
import { type AnyRecord, type Origin, recordPlace } from '../records.ts'
import { type Kept, keptTogether, type Lists } from './_counted.ts'
import { failParts } from './_errors.ts'
import type { Assignable } from './assign.ts'

/** Counts records without a group, where groups were asked for. */
export class Ungrouped {
  readonly #groupBy: string | undefined
  #first: Origin | undefined
  #count = 0

  constructor(groupBy: string | undefined) {
    this.#groupBy = groupBy
  }

  add({ origin }: AnyRecord): void {
    if (this.#groupBy === undefined || origin.group !== undefined) return
    this.#first ??= origin
    this.#count++
  }

  /** @throws E_DATA_GROUP_MISSING naming the first */
  refuse(): void {
    if (this.#first)
      throw failParts(
        'E_DATA_GROUP_MISSING',
        { field: this.#groupBy!, count: this.#count },
        recordPlace(this.#first),
      )
  }
}

/** Refuses records without a group, where groups were asked for. @throws E_DATA_GROUP_MISSING */
export function requireGroups(records: readonly AnyRecord[], groupBy: string | undefined): void {
  const ungrouped = new Ungrouped(groupBy)
  for (const record of records) ungrouped.add(record)
  ungrouped.refuse()
}

export interface FactsOptions {
  /** Shared part of shingles from which texts are near-duplicates; 1 keeps equal texts together only. */
  readonly near?: number
  /** The field that groups were read from: a record without a group is then an error. */
  readonly groupBy?: string
}

/** What is kept together, each kind by itself. */
export interface Together {
  readonly equalTexts: Kept
  /** Equal texts are among them. */
  readonly nearDuplicates: Kept
  readonly groups: Kept
}

/** What a split needs to know about records, gathered one by one: about 150 bytes a record. */
export class SplitFacts {
  readonly #ungrouped: Ungrouped
  readonly #finder: NearDuplicateFinder
  readonly #labelNumbers = new Map<string | undefined, number>()
  readonly #labelStarts = new GrowingUint32()
  readonly #labels = new GrowingUint32()
  /** The first record of each group, and of each record's group; a record of no group is of its own. */
  readonly #groupFirsts = new Map<string, number>()
  readonly #groups = new GrowingUint32()
  readonly #lines = new GrowingUint32()

  /** @throws E_DATA_NEAR */
  constructor({ near, groupBy }: FactsOptions) {
    this.#ungrouped = new Ungrouped(groupBy)
    this.#finder = new NearDuplicateFinder(near)
    this.#labelStarts.push(0)
  }

  /** The number of records so far. */
  get count(): number {
    return this.#lines.length
  }

  add(record: AnyRecord): void {
    const { line, group } = record.origin
    this.#ungrouped.add(record)
    this.#groups.push(group === undefined ? this.count : this.#firstOfGroup(group))
    this.#lines.push(line)
    this.#finder.add(comparedText(record))
    const labels = recordLabels(record)
    const distinct: Iterable<string | undefined> = labels.length > 1 ? new Set(labels) : labels
    // Records without a label are spread over the parts as those of a label are.
    for (const label of labels.length === 0 ? [undefined] : distinct) this.#labels.push(this.#numberOf(label))
    this.#labelStarts.push(this.#labels.length)
  }

  /** The line of each record. */
  lines(): Uint32Array {
    return this.#lines.view()
  }

  /** The distinct labels of each record as indices of `labelNames`. */
  labels(): Lists {
    return { starts: this.#labelStarts.view(), items: this.#labels.view() }
  }

  /** All labels as they were met; undefined stands for records without any. */
  labelNames(): (string | undefined)[] {
    return [...this.#labelNumbers.keys()]
  }

  /**
   * Finds what is to be kept together; yields the share that is done.
   *
   * @param textAt gives the compared text of a record again, by its number from 0
   * @throws E_DATA_GROUP_MISSING
   */
  *join(
    textAt: (index: number) => string,
  ): Generator<number, { readonly assignable: Assignable; readonly together: Together }> {
    this.#ungrouped.refuse()
    const near = yield* this.#finder.steps(textAt)
    const groups = this.#groups.view()
    const units = new Units(near)
    groups.forEach((first, record) => {
      if (first !== record) units.join(first, record)
    })
    return {
      assignable: { labels: this.labels(), labelCount: this.#labelNumbers.size, units: units.firsts() },
      together: {
        equalTexts: keptTogether(this.#finder.equalTexts()),
        nearDuplicates: keptTogether(near),
        groups: keptTogether(groups),
      },
    }
  }

  #firstOfGroup(group: string): number {
    const first = this.#groupFirsts.get(group)
    if (first !== undefined) return first
    this.#groupFirsts.set(group, this.count)
    return this.count
  }

  #numberOf(label: string | undefined): number {
    const known = this.#labelNumbers.get(label)
    if (known !== undefined) return known
    this.#labelNumbers.set(label, this.#labelNumbers.size)
    return this.#labelNumbers.size - 1
  }
}

/** The text by which records are compared: both of a pair. */
export function comparedText(record: AnyRecord): string {
  return 'pair' in record ? `${record.text}\n${record.pair}` : record.text
}
