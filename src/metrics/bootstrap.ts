import { RandomStream } from '../base/random.ts'
import { fail } from './_errors.ts'
import { type Figures, figuresOf } from './figures.ts'
import { around, drawnMacro } from './macro-resamples.ts'
import { type Ratios, ratio } from './scores.ts'
import { CELL, type Tally } from './tally.ts'

/** A figure with the interval in which it would likely fall on other data of the same kind. */
export interface Interval {
  readonly value: number
  readonly low: number
  readonly high: number
}

export interface BootstrapOptions {
  /** How many sets of records are drawn; 1,000 where it is left out. */
  readonly resamples?: number
  readonly seed?: number
  /** The share of resampled figures inside an interval; 0.95 where it is left out. */
  readonly level?: number
}

/** The intervals of all figures. */
export interface Bootstrap {
  readonly resamples: number
  readonly level: number
  readonly micro: Readonly<Record<'precision' | 'recall' | 'f1', Interval>>
  readonly macro: Readonly<Record<'precision' | 'recall' | 'f1', Interval>>
  readonly accuracy: Interval
  /** The F1 of each label. */
  readonly perLabel: Readonly<Record<string, Interval>>
}

const RESAMPLES = 1000
const LEVEL = 0.95

/**
 * Percentile bootstrap over records: sets of as many records are drawn with replacement, and the middle `level` of
 * their figures is the interval; macro figures are drawn as `macro-resamples.ts` says. It tells what the choice of these
 * records leaves open, not what another training would change: for that, train with several seeds.
 *
 * @throws E_METRICS_NO_RECORDS, E_METRICS_RESAMPLES
 */
export function bootstrap(tally: Tally, options: BootstrapOptions = {}): Bootstrap {
  const { resamples, level } = checked(options)
  const value = figuresOf(tally)
  const drawn = Array.from(drawings(tally.records, options), (weights) => figuresOf(tally, weights))
  const of = (pick: (figures: Figures) => number): Interval => ({
    value: pick(value),
    ...middle(drawn.map(pick), level),
  })
  const micro = (name: keyof Ratios) => of((figures) => figures.micro[name])
  const macro = (name: keyof Ratios): Interval => {
    const figure = value.macro[name]
    const macros = drawn.map((figures) => drawnMacro(tally, figures, value, name))
    const { low, high } = middle(around(figure, macros), level)
    return {
      value: figure,
      low: Math.max(0, Math.min(low, figure)),
      high: Math.min(1, Math.max(high, figure)),
    }
  }
  const ratios = (of: (name: keyof Ratios) => Interval) => ({
    precision: of('precision'),
    recall: of('recall'),
    f1: of('f1'),
  })
  return {
    resamples,
    level,
    micro: ratios(micro),
    macro: ratios(macro),
    accuracy: of(({ accuracy }) => accuracy),
    perLabel: Object.fromEntries(
      tally.labels.map((label, at) => [label, of(({ perLabel }) => perLabel[at]!.f1)]),
    ),
  }
}

/**
 * The micro F1 of a choice of records with its interval; quick where there are many choices.
 *
 * @param chosen places of records, at least one
 * @throws E_METRICS_NO_RECORDS, E_METRICS_RESAMPLES
 */
export function microInterval(
  { starts, cells }: Tally,
  chosen: readonly number[],
  options: BootstrapOptions = {},
): Interval {
  const given = new Float64Array(chosen.length)
  const right = new Float64Array(chosen.length)
  for (const [at, record] of chosen.entries())
    for (let cell = starts[record]! * CELL; cell < starts[record + 1]! * CELL; cell += CELL) {
      given[at]! += cells[cell + 1]! + cells[cell + 2]!
      right[at]! += 2 * cells[cell + 3]!
    }
  const f1 = (weights?: Int32Array) => {
    let [all, both] = [0, 0]
    for (let at = 0; at < given.length; at++) {
      const weight = weights === undefined ? 1 : weights[at]!
      all += weight * given[at]!
      both += weight * right[at]!
    }
    return ratio(both, all)
  }
  const drawn = Array.from(drawings(chosen.length, options), (weights) => f1(weights))
  return { value: f1(), ...middle(drawn, checked(options).level) }
}

/**
 * How often each record is drawn, once for each resample. The array is used again for the next one.
 *
 * @throws E_METRICS_NO_RECORDS, E_METRICS_RESAMPLES
 */
export function* drawings(records: number, options: BootstrapOptions): Generator<Int32Array> {
  const { resamples, seed } = checked(options)
  if (records === 0) throw fail('E_METRICS_NO_RECORDS', {})
  const stream = new RandomStream(seed, 'bootstrap')
  const weights = new Int32Array(records)
  for (let resample = 0; resample < resamples; resample++) {
    weights.fill(0)
    for (let drawn = 0; drawn < records; drawn++) weights[stream.below(records)]!++
    yield weights
  }
}

/** The options, whole. @throws E_METRICS_RESAMPLES */
export function checked({ resamples = RESAMPLES, seed = 0, level = LEVEL }: BootstrapOptions) {
  if (!Number.isInteger(resamples) || resamples < 2) throw fail('E_METRICS_RESAMPLES', { resamples })
  return { resamples, seed, level }
}

/** The bounds of the middle `level` of numbers, interpolated between neighbours as numpy's `percentile` does. */
export function middle(numbers: readonly number[], level: number): { low: number; high: number } {
  const sorted = Float64Array.from(numbers).sort()
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) }
}

function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below]! + (at - below) * (sorted[above]! - sorted[below]!)
}
