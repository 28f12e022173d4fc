import { fail } from './_errors.ts'
import { type BootstrapOptions, checked, drawings, middle } from './bootstrap.ts'
import { type Figures, figuresOf } from './figures.ts'
import { drawnMacro } from './macro-resamples.ts'
import { CELL, type Tally } from './tally.ts'

/** How a figure of one run stands against that of another on the same records. */
export interface Difference {
  readonly first: number
  readonly second: number
  /** `second - first`, with its interval. */
  readonly difference: number
  readonly low: number
  readonly high: number
  /**
   * Two-sided: twice the share of resamples in which the difference is 0 or has the other sign, counting the data
   * themselves as one; at most 1.
   */
  readonly p: number
}

export interface Comparison {
  readonly resamples: number
  readonly level: number
  readonly microF1: Difference
  /** Of classes over those of either run, so that both are averaged over the same. */
  readonly macroF1: Difference
  /** Where the runs' classes differ: the macro F1 of each over its own classes, as it stands in its scores. */
  readonly ownMacroF1?: { readonly first: number; readonly second: number }
  readonly accuracy: Difference
  /** The F1 of each label of either run. */
  readonly perLabel: Readonly<Record<string, Difference>>
}

/**
 * Paired bootstrap: both runs are scored on the same drawn records, so that records which are hard for both do not blur
 * their difference.
 *
 * @throws E_METRICS_UNEQUAL_LENGTHS, E_METRICS_OTHER_TRUTH when the tallies are not over the same records
 */
export function compareRuns(first: Tally, second: Tally, options: BootstrapOptions = {}): Comparison {
  const { resamples, level } = checked(options)
  requireSameTruth(first, second)
  const labels = [...new Set([...first.labels, ...second.labels])]
  const tallies = [first, second].map((tally) => onColumns(tally, labels))
  const both = (weights?: Int32Array) =>
    tallies.map((tally) => figuresOf(tally, weights)) as [Figures, Figures]
  const value = both()
  const drawn = Array.from(drawings(first.records, options), both)
  /** @param pick a figure of drawn records, told the figures of all records */
  const of = (pick: (figures: Figures, all: Figures, tally: Tally) => number): Difference => {
    const [one, other] = value.map((all, at) => pick(all, all, tallies[at]!)) as [number, number]
    const differences = drawn.map(
      (pair) => pick(pair[1], value[1], tallies[1]!) - pick(pair[0], value[0], tallies[0]!),
    )
    return {
      first: one,
      second: other,
      difference: other - one,
      ...middle(differences, level),
      p: pValue(differences),
    }
  }
  return {
    resamples,
    level,
    microF1: of(({ micro }) => micro.f1),
    // What pulls macro figures of resamples down pulls both, so their difference stays where it is.
    macroF1: of((figures, all, tally) => drawnMacro(tally, figures, all, 'f1')),
    ...ownMacros(first, second, labels),
    accuracy: of(({ accuracy }) => accuracy),
    perLabel: Object.fromEntries(labels.map((label, at) => [label, of(({ perLabel }) => perLabel[at]!.f1)])),
  }
}

/** Nothing where both are averaged over the same classes, or each over what occurs. */
function ownMacros(first: Tally, second: Tally, labels: readonly string[]): Pick<Comparison, 'ownMacroF1'> {
  const isOwn = ({ macroOver, labels: own }: Tally) => macroOver === 'all' && own.length < labels.length
  if (!isOwn(first) && !isOwn(second)) return {}
  return { ownMacroF1: { first: figuresOf(first).macro.f1, second: figuresOf(second).macro.f1 } }
}

function pValue(differences: readonly number[]): number {
  const notAbove = differences.filter((difference) => difference <= 0).length
  const notBelow = differences.filter((difference) => difference >= 0).length
  return Math.min(1, (2 * (1 + Math.min(notAbove, notBelow))) / (1 + differences.length))
}

/** The same tally with its columns in the order of other labels. */
function onColumns(tally: Tally, labels: readonly string[]): Tally {
  const columns = new Map(labels.map((label, column) => [label, column]))
  const cells = tally.cells.slice()
  for (let at = 0; at < cells.length; at += CELL) cells[at] = columns.get(tally.labels[cells[at]!]!)!
  return { ...tally, labels, cells }
}

/** Throws unless every record has the same number of gold items of each label in both. */
function requireSameTruth(first: Tally, second: Tally): void {
  if (first.records !== second.records)
    throw fail('E_METRICS_UNEQUAL_LENGTHS', { gold: first.records, predicted: second.records })
  for (let record = 0; record < first.records; record++)
    if (truthOf(first, record) !== truthOf(second, record))
      throw fail('E_METRICS_OTHER_TRUTH', { index: record })
}

function truthOf({ labels, starts, cells }: Tally, record: number): string {
  const counts: string[] = []
  for (let at = starts[record]! * CELL; at < starts[record + 1]! * CELL; at += CELL)
    if (cells[at + 1]! > 0) counts.push(JSON.stringify([labels[cells[at]!], cells[at + 1]]))
  return counts.sort().join()
}
