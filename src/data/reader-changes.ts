import type { Place } from '../base/errors.ts'
import type { Text } from '../base/locale.ts'
import { originAt } from '../base/origin.ts'
import { readUnits } from './_array.ts'
import { type Fault, placeKey } from './_faults.ts'
import { dataPaths } from './_folder.ts'
import type { NoteCode } from './_notes.ts'
import type { ReadOptions } from './dataset.ts'
import { binaryFormat } from './formats/binary.ts'
import { everyFault } from './read.ts'
import type { AnyRecord, Origin } from './records.ts'
import { streamRecords } from './stream.ts'

/** What a reader changed of one record, or left out. */
export interface ReaderChange {
  readonly kind: NoteCode | 'faulty-record'
  readonly origin: Origin
  /** The line, or element of an array, as it stands in the file; null where the file is no text. */
  readonly before: string | null
  /** The record that was read instead; null where something was left out. */
  readonly after: AnyRecord | null
  /** What would be wrong there without the option that asks for the change. */
  readonly reason?: Text
}

/** Options that make readers change or leave out what they would refuse, with the note of each. */
const LENIENT = {
  repairTags: 'repairedTags',
  skipUnlabelled: 'skippedUnlabelled',
  skipEmpty: 'skippedEmpty',
  discontinuous: 'discontinuous',
} as const satisfies { readonly [name in keyof ReadOptions]?: NoteCode }
/** What readers change unasked, of which JSON lines show the place. */
const UNASKED: readonly NoteCode[] = ['trimmedLabels', 'repeatedLabels']

/**
 * What reading changed or left out, record by record, as far as its place can be told: for all formats what options
 * asked for, for JSON lines also what is changed unasked. The file is read anew for it.
 *
 * @param records what was read with these options
 * @param faults of records that were left out
 * @throws as `readDataset` does
 */
export function readerChanges(
  path: string,
  options: ReadOptions,
  records: Iterable<AnyRecord>,
  faults: readonly Fault[] = [],
): readonly ReaderChange[] {
  const faulty = new Set(faults.map(({ record }) => placeKey(record)))
  const changes = [
    ...askedFor(path, options, records, faulty),
    ...unasked(path, options).filter(({ origin }) => !faulty.has(placeKey(origin))),
    ...leftOut(faults),
  ]
  return changes.length === 0 ? [] : withSource(path, changes)
}

/** The lines and elements that have faults, each once. */
function leftOut(faults: readonly Fault[]): ReaderChange[] {
  const byLine = new Map<string, ReaderChange>()
  for (const { place, text } of faults) {
    const key = placeKey(place)
    const before = byLine.get(key)?.reason
    const reason = before ? { zh: `${before.zh}；${text.zh}`, en: `${before.en}; ${text.en}` } : text
    byLine.set(key, { kind: 'faulty-record', origin: originAt(place), before: null, after: null, reason })
  }
  return [...byLine.values()]
}

/** What would be a fault without each lenient option, but for records that are at fault with them, too. */
function askedFor(
  path: string,
  options: ReadOptions,
  records: Iterable<AnyRecord>,
  faulty: ReadonlySet<string>,
): ReaderChange[] {
  const recordAt = recordFinder(records)
  return Object.entries(LENIENT).flatMap(([name, kind]) => {
    const { [name as keyof typeof LENIENT]: given, ...strict } = options
    if (!given || given === 'refuse') return []
    const met = everyFault(path, strict).filter(({ record }) => !faulty.has(placeKey(record)))
    return met.map(({ place, record, text }) => {
      const after = kind === 'repairedTags' ? recordAt(record) : undefined
      return { kind, origin: originAt(place), before: null, after: after ?? null, reason: text }
    })
  })
}

/** Finds the record that begins at a place. */
function recordFinder(records: Iterable<AnyRecord>): (begin: Place) => AnyRecord | undefined {
  let byPlace: Map<string, AnyRecord> | undefined
  return (begin) => {
    byPlace ??= new Map([...records].map((record) => [placeKey(record.origin), record]))
    return byPlace.get(placeKey(begin))
  }
}

/** What JSON lines show when each is read by itself. */
function unasked(path: string, options: ReadOptions): ReaderChange[] {
  return dataPaths(path).flatMap((file) => {
    const stream = streamRecords(file, options)
    if (!stream.isStreamed) return []
    const changes: ReaderChange[] = []
    for (const { first, lines } of readUnits(file))
      lines.forEach((content, i) => {
        const { record, notes } = stream.noted(content)
        if (!record) return
        const after = { ...record, origin: { ...record.origin, line: first + i } }
        for (const { code } of notes)
          if (UNASKED.includes(code)) changes.push({ kind: code, origin: after.origin, before: null, after })
      })
    return changes
  })
}

/** The changes in the order of their files and lines, with the lines that they are about. */
function withSource(path: string, changes: readonly ReaderChange[]): ReaderChange[] {
  const wanted = new Set(changes.map(({ origin }) => placeKey(origin)))
  const found = new Map<string, string>()
  const files = new Set(changes.map(({ origin }) => origin.file))
  for (const file of dataPaths(path).filter((one) => files.has(one) && !binaryFormat(one)))
    for (const { first, lines, element } of readUnits(file))
      lines.forEach((content, i) => {
        const shared = element?.sharesLine ? { element: element.number } : undefined
        const key = placeKey({ file, line: first + i, ...shared })
        if (wanted.has(key)) found.set(key, content)
      })
  return [...changes]
    .sort(inOrder)
    .map((change) => ({ ...change, before: found.get(placeKey(change.origin)) ?? null }))
}

const inOrder = ({ origin: a }: ReaderChange, { origin: b }: ReaderChange): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || (a.element ?? 0) - (b.element ?? 0)
