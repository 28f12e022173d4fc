import { fail, requirePairs } from './_errors.ts'
import { type LabelledRange, rangeKey } from './tags.ts'

/**
 * What each record contributes to the counts, so that scores of any choice of records are sums: resampling need not
 * look at texts again.
 */
export interface Tally {
  /** Entity types or classes, the columns of `cells`. */
  readonly labels: readonly string[]
  readonly records: number
  /** Whether the macro average is over `labels` ('all') or over those that occur in the choice of records ('present'). */
  readonly macroOver: 'all' | 'present'
  /** `cells` of record `r` are rows `starts[r]` … `starts[r + 1]`; length `records + 1`. */
  readonly starts: Int32Array
  /** [rows, 4] flat: column, gold items, predicted items, right items. */
  readonly cells: Int32Array
  /** [records]: 1 where everything about the record is right. */
  readonly whole: Uint8Array
}

/** A row of `Tally.cells`. */
export const CELL = 4

/**
 * Entities; the macro average is over types that occur, as in `scoreEntities`.
 *
 * @throws E_METRICS_UNEQUAL_LENGTHS
 */
export function tallyEntities(
  gold: readonly (readonly LabelledRange[])[],
  predicted: readonly (readonly LabelledRange[])[],
): Tally {
  const keys = (entities: readonly LabelledRange[]) =>
    new Map(entities.map((entity) => [rangeKey(entity), entity.label]))
  const labels = [...new Set([...gold, ...predicted].flat().map(({ label }) => label))].sort()
  return tally(gold.map(keys), predicted.map(keys), labels, 'present')
}

/**
 * One class a record. The labels are the macro average's, as in `scoreClasses`.
 *
 * @throws E_METRICS_UNEQUAL_LENGTHS, E_METRICS_UNKNOWN_CLASS
 */
export function tallyClasses(
  gold: readonly string[],
  predicted: readonly string[],
  labels: readonly string[],
): Tally {
  const keys = (label: string) => new Map([[label, label]])
  return tally(gold.map(keys), predicted.map(keys), labels, 'all')
}

/**
 * Any number of classes a record.
 *
 * @throws E_METRICS_UNEQUAL_LENGTHS, E_METRICS_UNKNOWN_CLASS
 */
export function tallyMultiLabel(
  gold: readonly (readonly string[])[],
  predicted: readonly (readonly string[])[],
  labels: readonly string[],
): Tally {
  const keys = (classes: readonly string[]) => new Map(classes.map((label) => [label, label]))
  return tally(gold.map(keys), predicted.map(keys), labels, 'all')
}

/**
 * How many records hold gold items at all, and of each label: what a resample has to draw from, however many items a
 * record holds.
 *
 * @param chosen places of records; all of them where it is left out
 */
export function holdersOf(
  { labels, records, starts, cells }: Tally,
  chosen: Iterable<number> = Array(records).keys(),
): Holders {
  const counts = labels.map(() => 0)
  let all = 0
  for (const record of chosen) {
    let holds = false
    for (let at = starts[record]! * CELL; at < starts[record + 1]! * CELL; at += CELL) {
      if (cells[at + 1] === 0) continue
      holds = true
      counts[cells[at]!]!++
    }
    if (holds) all++
  }
  return { all, perLabel: Object.fromEntries(labels.map((label, at) => [label, counts[at]!])) }
}

/** Numbers of records that hold gold items. */
export interface Holders {
  readonly all: number
  readonly perLabel: Readonly<Record<string, number>>
}

/** Each side of a record: its items by what makes them equal, with their labels. */
type Items = ReadonlyMap<string, string>

function tally(
  gold: readonly Items[],
  predicted: readonly Items[],
  labels: readonly string[],
  macroOver: Tally['macroOver'],
): Tally {
  requirePairs(gold, predicted)
  const columns = new Map(labels.map((label, column) => [label, column]))
  const starts = new Int32Array(gold.length + 1)
  const cells: number[] = []
  const whole = new Uint8Array(gold.length)
  for (const [index, expected] of gold.entries()) {
    const found = predicted[index]!
    const rows = new Map<number, [support: number, predicted: number, correct: number]>()
    const rowOf = (label: string) => {
      const column = columns.get(label)
      if (column === undefined)
        throw fail('E_METRICS_UNKNOWN_CLASS', { label, index, labels: labels.join(', ') })
      const row = rows.get(column) ?? [0, 0, 0]
      rows.set(column, row)
      return row
    }
    let correct = 0
    for (const label of expected.values()) rowOf(label)[0]++
    for (const [key, label] of found) {
      const row = rowOf(label)
      row[1]++
      if (!expected.has(key)) continue
      row[2]++
      correct++
    }
    for (const [column, counts] of rows) cells.push(column, ...counts)
    starts[index + 1] = cells.length / CELL
    whole[index] = correct === expected.size && correct === found.size ? 1 : 0
  }
  return { labels, records: gold.length, macroOver, starts, cells: Int32Array.from(cells), whole }
}
