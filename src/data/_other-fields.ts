import type { NoteCode, Notes } from './_notes.ts'
import type { ReadOptions } from './dataset.ts'
import { besideNames } from './formats/beside.ts'
import type { Origin } from './records.ts'

/** What becomes of fields that are no part of a record: kept with its origin where that is asked for, else noted. */
export class OtherFields {
  readonly #keeps: boolean
  readonly #left = new Set<string>()

  constructor({ keepOthers }: ReadOptions) {
    this.#keeps = keepOthers ?? false
  }

  /** Those that are kept, of the names of all fields; `isUsed` tells those that the record is made of. */
  kept(names: readonly string[], isUsed: (name: string, index: number) => boolean): readonly string[] {
    const others = names.filter((name, index) => !isUsed(name, index))
    if (others.length === 0) return others
    const free = this.#keeps ? besideNames(names) : undefined
    const kept = others.filter((name) => free?.has(name))
    for (const name of others) if (!free?.has(name)) this.#left.add(name)
    return kept
  }

  /** Tells which were left out. */
  noteLeft(notes: Notes, code: NoteCode): void {
    notes.add(code, this.#left.size, { names: [...this.#left].join(', ') })
  }
}

/** The part of a record's origin that holds kept fields; what is undefined, as an empty cell, is left out. */
export function othersIn(kept: readonly string[], valueIn: (name: string) => unknown): Partial<Origin> {
  const entries = kept
    .map((name) => [name, valueIn(name)] as const)
    .filter(([, value]) => value !== undefined)
  return entries.length > 0 ? { others: Object.fromEntries(entries) } : {}
}
