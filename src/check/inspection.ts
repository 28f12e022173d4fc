import { withoutOthers } from '../base/origin.ts'
import { type AnyRecord, type DataTask, inputKey, type RecordList, type TaggedText } from '../data/index.ts'
import { rangeKey } from '../metrics/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { Hits } from './_hits.ts'
import type { Occurrence, Part, RecordPlace } from './finding.ts'
import { LabelFacts, sumCounts } from './label-facts.ts'

/** Records of a part under inspection; they need not be in memory. */
export interface PartRecords {
  readonly part: Part
  readonly records: RecordList
}

/** A record as it passes. */
export interface Seen {
  readonly part: Part
  /** Its number in the part, from 0. */
  readonly index: number
  readonly record: AnyRecord
}

/** A text with entities as it passes. */
export interface SeenText extends Seen {
  readonly record: TaggedText
}

/** What the rules know beside the records. */
export interface InspectionOptions {
  /** The model's window in tokens, [CLS] and [SEP] included. */
  readonly maxLength: number
  /** Counts tokens; without it characters are counted. */
  readonly tokenizer?: Pick<Tokenizer, 'tokenize'>
  /** The most occurrences that a finding lists. */
  readonly listed: number
}

/** So many records pass between two moments in which the caller may stop the work. */
const BREATH = 4096

/** Data under inspection: the parts with what several rules ask about them. */
export class Inspection {
  readonly task: DataTask
  readonly parts: readonly PartRecords[]
  readonly options: InspectionOptions
  readonly #labels: ReadonlyMap<Part, LabelFacts>
  readonly #found = new Map<unknown, unknown>()
  /** The number of the first record of each part. */
  readonly #starts = new Map<Part, number>()

  constructor(task: DataTask, parts: readonly PartRecords[], options: InspectionOptions) {
    this.task = task
    this.parts = parts
    this.options = options
    this.#labels = new Map(parts.map(({ part }) => [part, new LabelFacts(options.listed)]))
    let start = 0
    for (const { part, records } of parts) {
      this.#starts.set(part, start)
      start += records.length
    }
  }

  /** The number of records of a part; none when the part was not given. */
  count(part: Part): number {
    return this.#recordsOf(part)?.length ?? 0
  }

  hits(): Hits {
    return new Hits(this.options.listed)
  }

  /** A record as it passes, with what else is to be said. */
  at({ part, index, record }: Seen, more: Omit<Occurrence, keyof RecordPlace> = {}): Occurrence {
    return { part, index, origin: withoutOthers(record.origin), ...more }
  }

  /** Where a record came from that does not pass just now. */
  place(part: Part, index: number): RecordPlace {
    return this.at({ part, index, record: this.#recordsOf(part)!.at(index)! })
  }

  /** The number of a record over all parts. */
  numberOf({ part, index }: Omit<Seen, 'record'>): number {
    return this.#starts.get(part)! + index
  }

  /** The place of a number over all parts. */
  placed(number: number): Omit<Seen, 'record'> {
    const { part } = this.parts.findLast((own) => this.#starts.get(own.part)! <= number)!
    return { part, index: number - this.#starts.get(part)! }
  }

  /** The record of a number over all parts. */
  numbered(number: number): Seen {
    const { part, index } = this.placed(number)
    return { part, index, record: this.#recordsOf(part)!.at(index)! }
  }

  /** Shows every record, part after part; yields between some thousand. */
  *pass(see: (seen: Seen) => void): Generator<void> {
    for (const { part, records } of this.parts) {
      let index = 0
      for (const record of records) {
        see({ part, index, record })
        if (++index % BREATH === 0) yield
      }
    }
  }

  /** `pass` of texts with entities. */
  *passTexts(see: (seen: SeenText) => void): Generator<void> {
    yield* this.pass((seen) => {
      if (isText(seen)) see(seen)
    })
  }

  /** What a search finds in these data; several rules may ask for the same one. */
  once<T>(search: (inspection: Inspection) => T): T {
    if (!this.#found.has(search)) this.#found.set(search, search(this))
    return this.#found.get(search) as T
  }

  /** Counts the labels of a record. */
  seeLabels({ part, index, record }: Seen): void {
    this.#labels.get(part)!.add(record, index)
  }

  /** The number of records of a part that carry each label; whole when all have passed. */
  labelCounts(part: Part): ReadonlyMap<string, number> {
    return this.#labels.get(part)?.records() ?? new Map()
  }

  /** How often each label occurs, in one part or in all. */
  labelOccurrences(part?: Part): ReadonlyMap<string, number> {
    const parts = part === undefined ? [...this.#labels.keys()] : [part]
    return sumCounts(parts.map((own) => this.#labels.get(own)!.occurrences()))
  }

  /** The first records, of one part or of all, that carry one of the labels; entities with their characters. */
  withLabels(labels: Iterable<string>, part?: Part): Occurrence[] {
    const parts = part === undefined ? [...this.#labels.keys()] : [part]
    const places = parts.flatMap((own) =>
      (this.#labels.get(own)?.places(labels) ?? []).map((place) => [own, place] as const),
    )
    return places.slice(0, this.options.listed).map(([own, { index, characters }]) => ({
      ...this.place(own, index),
      ...(characters && { characters }),
    }))
  }

  #recordsOf(part: Part): RecordList | undefined {
    return this.parts.find((own) => own.part === part)?.records
  }
}

export const isText = (seen: Seen): seen is SeenText => 'entities' in seen.record

/** The annotation of a record as a key: equal for equal annotations. */
export function annotationOf(record: AnyRecord): string {
  if ('entities' in record) return record.entities.map(rangeKey).sort().join('\0')
  return 'labels' in record ? [...record.labels].sort().join('\0') : record.label
}

/** Equal for equal inputs with equal annotations. */
export const recordKey = (record: AnyRecord): string => `${inputKey(record)}\0\0${annotationOf(record)}`
