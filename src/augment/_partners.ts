import type { RandomStream } from '../base/random.ts'
import type { Augmentable } from './_pieces.ts'

/** Finds a record to mix with one: any for entities, one of the same class or classes for others. */
export class Partners {
  readonly #byKey = new Map<string, Augmentable[]>()

  constructor(records: readonly Augmentable[]) {
    for (const record of records) {
      const own = this.#byKey.get(keyOf(record))
      if (own) own.push(record)
      else this.#byKey.set(keyOf(record), [record])
    }
  }

  /** Another record, or undefined where there is none. */
  of(record: Augmentable, stream: RandomStream): Augmentable | undefined {
    const all = this.#byKey.get(keyOf(record)) ?? []
    const partner = all.length > 1 ? stream.pick(all) : undefined
    return partner === record ? undefined : partner
  }
}

function keyOf(record: Augmentable): string {
  if ('entities' in record) return ''
  return JSON.stringify('labels' in record ? [...record.labels].sort() : record.label)
}
