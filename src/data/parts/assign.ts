import { RandomStream } from '../../base/random.ts'
import { gather, type Lists } from './_counted.ts'
import { failParts } from './_errors.ts'

export const PART_NAMES = ['train', 'dev', 'test'] as const
export type PartName = (typeof PART_NAMES)[number]

/** Records as far as a split needs to know them. */
export interface Assignable {
  /** The distinct labels of each record, as numbers from 0. */
  readonly labels: Lists
  readonly labelCount: number
  /** For each record the first of its unit: records of one unit are never parted. */
  readonly units: Int32Array
}

/**
 * Assigns units to parts by iterative stratification (Sechidis, Tsoumakas, Vlahavas 2011): the label of which the
 * fewest records are left comes first, its largest units before the others, and each goes where that label is wanted
 * most. Every label is in train: the first unit of the one whose turn it is goes there, and the last that holds a label
 * train lacks.
 *
 * @param ratio weights of train, dev and test; a weight of 0 leaves the part out
 * @returns the number of each record's part, an index of `PART_NAMES`
 * @throws E_DATA_RATIO; E_DATA_PART_EMPTY when units are too few or too large for a part
 */
export function assignParts(records: Assignable, ratio: readonly number[], seed: number): Uint8Array {
  const shares = sharesOf(ratio)
  const assignment = new Assignment(records, shares, seed)
  assignment.run()
  for (const [part, share] of shares.entries())
    if (share > 0 && assignment.sizes[part] === 0)
      throw failParts('E_DATA_PART_EMPTY', {
        part: PART_NAMES[part]!,
        records: records.units.length,
        units: assignment.unitCount,
      })
  return assignment.parts
}

/** @throws E_DATA_RATIO */
export function sharesOf(ratio: readonly number[]): number[] {
  const total = ratio.reduce((sum, weight) => sum + weight, 0)
  const isUsable =
    (ratio.length === 2 || ratio.length === 3) &&
    ratio.every((weight) => Number.isFinite(weight) && weight >= 0) &&
    ratio[0]! > 0 &&
    total > ratio[0]!
  if (!isUsable) throw failParts('E_DATA_RATIO', { ratio: ratio.join(':') || '""' })
  return ratio.map((weight) => weight / total)
}

const NO_PART = 255

class Assignment {
  readonly parts: Uint8Array
  readonly sizes: number[]
  unitCount = 0
  readonly #records: Assignable
  readonly #shares: readonly number[]
  readonly #random: RandomStream
  readonly #members: Lists
  /** How many records of each label each part still wants: below 0 when it has more than its share. */
  readonly #wanted: Float64Array[]
  readonly #wantedRecords: number[]
  /** Records of each label that are in no part yet, and those that are in train. */
  readonly #left: Uint32Array
  readonly #inTrain: Uint32Array

  constructor(records: Assignable, shares: readonly number[], seed: number) {
    const count = records.units.length
    this.#records = records
    this.#shares = shares
    this.#random = new RandomStream(seed, 'split-parts')
    this.parts = new Uint8Array(count).fill(NO_PART)
    this.sizes = shares.map(() => 0)
    this.#members = gather(count, (visit) => {
      for (let record = 0; record < count; record++) visit(records.units[record]!, record)
    })
    this.#left = new Uint32Array(records.labelCount)
    this.#inTrain = new Uint32Array(records.labelCount)
    for (const label of records.labels.items) this.#left[label]!++
    this.#wanted = shares.map((share) => Float64Array.from(this.#left, (left) => left * share))
    this.#wantedRecords = shares.map((share) => share * count)
  }

  run(): void {
    const units = this.#unitsInOrder()
    const byLabel = this.#unitsByLabel(units)
    const waiting = new Set(this.#left.keys())
    while (waiting.size > 0) {
      let rarest = -1
      for (const label of waiting) if (rarest < 0 || this.#left[label]! < this.#left[rarest]!) rarest = label
      waiting.delete(rarest)
      for (let at = byLabel.starts[rarest]!; at < byLabel.starts[rarest + 1]!; at++) {
        const unit = byLabel.items[at]!
        if (this.parts[unit] === NO_PART) this.#assign(unit, this.#partFor(rarest, unit))
      }
    }
    for (const part of this.#shares.keys())
      if (this.#shares[part]! > 0 && this.sizes[part] === 0) this.#fillEmpty(part, units)
  }

  /** With few units a part may get none: then it takes the smallest that another part can spare. */
  #fillEmpty(part: number, units: readonly number[]): void {
    const spare = units.findLast((unit) => {
      const from = this.parts[unit]!
      return this.sizes[from]! > this.#sizeOf(unit) && (from !== 0 || this.#isSpareInTrain(unit))
    })
    if (spare === undefined) return
    const from = this.parts[spare]!
    this.sizes[from]! -= this.#sizeOf(spare)
    if (from === 0) this.#eachLabel(spare, (label) => this.#inTrain[label]!--)
    this.#assign(spare, part)
  }

  /** Whether train has each label of a unit elsewhere, too. */
  #isSpareInTrain(unit: number): boolean {
    const counts = new Map<number, number>()
    this.#eachLabel(unit, (label) => counts.set(label, (counts.get(label) ?? 0) + 1))
    return [...counts].every(([label, count]) => this.#inTrain[label]! > count)
  }

  #sizeOf(unit: number): number {
    return this.#members.starts[unit + 1]! - this.#members.starts[unit]!
  }

  /** Units by their first record: shuffled, then the largest first. */
  #unitsInOrder(): number[] {
    const units: number[] = []
    this.#records.units.forEach((first, record) => {
      if (first === record) units.push(record)
    })
    this.unitCount = units.length
    return this.#random.shuffle(units).sort((a, b) => this.#sizeOf(b) - this.#sizeOf(a))
  }

  /** The units that hold each label, in the order given; a unit may stand in a list more than once. */
  #unitsByLabel(units: readonly number[]): Lists {
    return gather(this.#records.labelCount, (visit) => {
      for (const unit of units) this.#eachLabel(unit, (label) => visit(label, unit))
    })
  }

  #eachLabel(unit: number, visit: (label: number) => void): void {
    const { starts, items } = this.#members
    const { labels } = this.#records
    for (let at = starts[unit]!; at < starts[unit + 1]!; at++) {
      const record = items[at]!
      for (let l = labels.starts[record]!; l < labels.starts[record + 1]!; l++) visit(labels.items[l]!)
    }
  }

  #partFor(label: number, unit: number): number {
    if (this.#inTrain[label] === 0 || this.#holdsLastOfALabel(unit)) return 0
    const wanted = this.#wanted.map((ofPart) => ofPart[label]!)
    const most = Math.max(...wanted)
    // A part that wants a whole record gets it. Of the fractions that remain, the part that lacks most records takes
    // one, so that many rare labels do not all leave theirs to train.
    const score = (part: number) => (most >= 1 ? wanted[part]! : this.#lacking(part))
    let best: number[] = []
    for (let part = 0; part < wanted.length; part++) {
      if (this.#shares[part] === 0 || (most > 0 && most < 1 && wanted[part]! <= 0)) continue
      const difference =
        best.length === 0 ? 1 : score(part) - score(best[0]!) || this.#lackMore(part, best[0]!)
      if (difference > 0) best = [part]
      else if (difference === 0) best.push(part)
    }
    return best.length === 1 ? best[0]! : this.#random.pick(best)
  }

  /** Whether a label that train lacks is in no other unit that is still to be assigned. */
  #holdsLastOfALabel(unit: number): boolean {
    const counts = new Map<number, number>()
    this.#eachLabel(unit, (label) => {
      if (this.#inTrain[label] === 0) counts.set(label, (counts.get(label) ?? 0) + 1)
    })
    for (const [label, count] of counts) if (this.#left[label] === count) return true
    return false
  }

  /** The share of its records that a part still lacks. */
  #lacking(part: number): number {
    return this.#wantedRecords[part]! / (this.#shares[part]! * this.parts.length)
  }

  #lackMore(part: number, other: number): number {
    return this.#lacking(part) - this.#lacking(other)
  }

  #assign(unit: number, part: number): void {
    const { starts, items } = this.#members
    for (let at = starts[unit]!; at < starts[unit + 1]!; at++) this.parts[items[at]!] = part
    const size = this.#sizeOf(unit)
    this.sizes[part]! += size
    this.#wantedRecords[part]! -= size
    this.#eachLabel(unit, (label) => {
      this.#wanted[part]![label]!--
      this.#left[label]!--
      if (part === 0) this.#inTrain[label]!++
    })
  }
}
