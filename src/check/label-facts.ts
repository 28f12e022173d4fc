import { type AnyRecord, recordLabels } from '../data/index.ts'

/** Where a label stands: a record and, of an entity, its characters. */
export interface LabelPlace {
  readonly index: number
  readonly characters?: readonly [start: number, end: number]
}

interface Label {
  /** How often it occurs: entities of the type, or records of the class. */
  occurrences: number
  /** The records that carry it. */
  records: number
  /** The last record that it was met in. */
  last: number
  /** The first places. */
  readonly places: LabelPlace[]
}

/** The labels of a part, gathered record by record. */
export class LabelFacts {
  readonly #listed: number
  readonly #labels = new Map<string, Label>()

  /** @param listed the most places that are kept of each label */
  constructor(listed: number) {
    this.#listed = listed
  }

  add(record: AnyRecord, index: number): void {
    if ('entities' in record)
      for (const { start, end, label } of record.entities)
        this.#add(label, index, () => ({ index, characters: [start, end] }))
    else for (const label of recordLabels(record)) this.#add(label, index, () => ({ index }))
  }

  /** How often each label occurs, in the order in which they were met. */
  occurrences(): Map<string, number> {
    return new Map([...this.#labels].map(([label, { occurrences }]) => [label, occurrences]))
  }

  /** The number of records that carry each label. */
  records(): Map<string, number> {
    return new Map([...this.#labels].map(([label, { records }]) => [label, records]))
  }

  /** The first places of any of the labels, in the order of the records; of a record without entities one. */
  places(labels: Iterable<string>): LabelPlace[] {
    const all = [...labels].flatMap((label) => this.#labels.get(label)?.places ?? [])
    const [start, end] = [edge(0), edge(1)]
    all.sort((a, b) => a.index - b.index || start(a) - start(b) || end(a) - end(b))
    const places = all.filter(
      ({ index, characters }, i) => characters || i === 0 || all[i - 1]!.index !== index,
    )
    return places.slice(0, this.#listed)
  }

  #add(label: string, index: number, place: () => LabelPlace): void {
    let own = this.#labels.get(label)
    if (!own) {
      own = { occurrences: 0, records: 0, last: -1, places: [] }
      this.#labels.set(label, own)
    }
    own.occurrences++
    const isAgain = own.last === index
    // A class that is given twice to a record stands in one place.
    const found = own.places.length < this.#listed ? place() : undefined
    if (found && (found.characters || !isAgain)) own.places.push(found)
    if (isAgain) return
    own.last = index
    own.records++
  }
}

/** Where an entity begins or ends; a place without characters comes first. */
const edge =
  (which: 0 | 1) =>
  ({ characters }: LabelPlace): number =>
    characters?.[which] ?? 0

/** The sum of counts. */
export function sumCounts(counts: Iterable<ReadonlyMap<string, number>>): Map<string, number> {
  const sum = new Map<string, number>()
  for (const own of counts) for (const [label, count] of own) sum.set(label, (sum.get(label) ?? 0) + count)
  return sum
}
