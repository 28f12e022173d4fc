import { withoutOthers } from '../base/origin.ts'
import { type AnyRecord, type DataTask, inputKey, recordLabels, type TaggedText } from '../data/index.ts'
import { rangeKey } from '../metrics/index.ts'
import type { Tokenizer } from '../tokenize/index.ts'
import { Hits } from './_hits.ts'
import type { Occurrence, Part, RecordPlace } from './finding.ts'

export interface PartRecords {
  readonly part: Part
  readonly records: readonly AnyRecord[]
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

/** Data under inspection: the parts with what several rules ask about them. */
export class Inspection {
  readonly task: DataTask
  readonly parts: readonly PartRecords[]
  readonly options: InspectionOptions
  readonly #counts = new Map<Part, ReadonlyMap<string, number>>()
  readonly #found = new Map<unknown, unknown>()

  constructor(task: DataTask, parts: readonly PartRecords[], options: InspectionOptions) {
    this.task = task
    this.parts = parts
    this.options = options
  }

  /** The records of a part; none when the part was not given. */
  of(part: Part): readonly AnyRecord[] {
    return this.parts.find((own) => own.part === part)?.records ?? []
  }

  hits(): Hits {
    return new Hits(this.options.listed)
  }

  /** A record of a part, with what else is to be said. */
  at(part: Part, index: number, more: Omit<Occurrence, keyof RecordPlace> = {}): Occurrence {
    return { part, index, origin: withoutOthers(this.of(part)[index]!.origin), ...more }
  }

  /** What a search finds in these data; several rules may ask for the same one. */
  once<T>(search: (inspection: Inspection) => T): T {
    if (!this.#found.has(search)) this.#found.set(search, search(this))
    return this.#found.get(search) as T
  }

  /** The number of records of a part that carry each label. */
  labelCounts(part: Part): ReadonlyMap<string, number> {
    let counts = this.#counts.get(part)
    if (!counts) {
      counts = countLabels(this.of(part))
      this.#counts.set(part, counts)
    }
    return counts
  }
}

/** The records that carry each label. */
function countLabels(records: readonly AnyRecord[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const record of records)
    for (const label of new Set(recordLabels(record))) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}

/** The annotation of a record as a key: equal for equal annotations. */
export function annotationOf(record: AnyRecord): string {
  if ('entities' in record) return record.entities.map(rangeKey).sort().join('\0')
  return 'labels' in record ? [...record.labels].sort().join('\0') : record.label
}

/** Equal for equal inputs with equal annotations. */
export const recordKey = (record: AnyRecord): string => `${inputKey(record)}\0\0${annotationOf(record)}`

/** The tagged texts of a part with their numbers; none for other tasks. */
export function* taggedTexts(records: readonly AnyRecord[]): Generator<readonly [number, TaggedText]> {
  for (const [index, record] of records.entries()) if ('entities' in record) yield [index, record]
}
