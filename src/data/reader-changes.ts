import type { Text } from '../base/locale.ts'
import { originAt } from '../base/origin.ts'
import { readUnits } from './_array.ts'
import { type Fault, lineKey } from './_faults.ts'
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
  /** The line as it stands in the file; null where the file is no text. */
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
  const faulty = new Set(faults.map(({ place }) => lineKey(place)))
  const changes = [...askedFor(path, options, records), ...unasked(path, options)].filter(
    ({ origin }) => !faulty.has(lineKey(origin)),
  )
  changes.push(...leftOut(faults))
  return changes.length === 0 ? [] : withSource(path, changes)
}

/** The records that have faults, each once. */
function leftOut(faults: readonly Fault[]): ReaderChange[] {
  const byLine = new Map<string, ReaderChange>()
  for (const { place, text } of faults) {
    const key = lineKey(place)
    const before = byLine.get(key)?.reason
    const reason = before ? { zh: `${before.zh}；${text.zh}`, en: `${before.en}; ${text.en}` } : text
    byLine.set(key, { kind: 'faulty-record', origin: originAt(place), before: null, after: null, reason })
  }
  return [...byLine.values()]
}

/** What would be a fault without each lenient option. */
function askedFor(path: string, options: ReadOptions, records: Iterable<AnyRecord>): ReaderChange[] {
  const recordAt = recordFinder(records)
  return Object.entries(LENIENT).flatMap(([name, kind]) => {
    const { [name as keyof typeof LENIENT]: given, ...strict } = options
    if (!given || given === 'refuse') return []
    return everyFault(path, strict).map(({ place, text }) => {
      const origin = originAt(place)
      const after = kind === 'repairedTags' ? recordAt(origin.file, origin.line) : undefined
      return { kind, origin, before: null, after: after ?? null, reason: text }
    })
  })
}

/** Finds the record that begins on a line or, where it has several, before it. */
function recordFinder(records: Iterable<AnyRecord>): (file: string, line: number) => AnyRecord | undefined {
  const byFile = new Map<string, AnyRecord[]>()
  for (const record of records) {
    const { file } = record.origin
    const own = byFile.get(file)
    if (own) own.push(record)
    else byFile.set(file, [record])
  }
  return (file, line) => {
    const own = byFile.get(file) ?? []
    let [low, high] = [0, own.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (own[middle]!.origin.line <= line) low = middle + 1
      else high = middle
    }
    return own[low - 1]
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
  const wanted = new Map<string, string[]>(changes.map(({ origin }) => [lineKey(origin), []]))
  const files = new Set(changes.map(({ origin }) => origin.file))
  for (const file of dataPaths(path).filter((one) => files.has(one) && !binaryFormat(one)))
    for (const { first, lines } of readUnits(file))
      lines.forEach((content, i) => {
        wanted.get(lineKey({ file, line: first + i }))?.push(content)
      })
  const inOrder = (a: ReaderChange, b: ReaderChange) =>
    a.origin.file < b.origin.file ? -1 : a.origin.file > b.origin.file ? 1 : a.origin.line - b.origin.line
  return [...changes].sort(inOrder).map((change) => {
    const found = wanted.get(lineKey(change.origin))!
    // Elements of a JSON array may share a line.
    return { ...change, before: found.length === 1 ? found[0]! : null }
  })
}
