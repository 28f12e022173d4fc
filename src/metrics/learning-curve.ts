import { RandomStream } from '../base/random.ts'
import { fail } from './_errors.ts'
import { middle } from './bootstrap.ts'

/** What trainings on the same number of records came to, one error for each seed. */
export interface CurvePoint {
  readonly records: number
  /** 1 minus the figure, each in [0, 1]. */
  readonly errors: readonly number[]
}

/** A power law `error(n) = a + b · n^-c` through trainings on parts of the data. */
export interface LearningCurve {
  /** The error that more data of this kind would not remove. */
  readonly a: number
  readonly b: number
  readonly c: number
  /** The records of the largest part. */
  readonly records: number
  /** The law's error at `records`. */
  readonly error: number
  /** The law's error at twice as many. */
  readonly atTwice: number
  /** The mean error of the trainings on `records`. */
  readonly measured: number
  /** Absent where the law misses `measured` by more than `FIT_TOLERANCE`: then it says nothing about more data. */
  readonly forecast?: Forecast
}

/** What twice the data would bring, from what was measured with all of it. */
export interface Forecast {
  /** The error measured less `gain`. */
  readonly error: number
  /** How much the law falls, at most the error measured. */
  readonly gain: number
  /** 95 % interval of `gain` from the spread over seeds; absent where any part has fewer than three seeds. */
  readonly interval?: { readonly low: number; readonly high: number }
}

/** A law that is further from the error measured with all data does not hold. */
export const FIT_TOLERANCE = 0.03
/** Three parameters want more than three sizes. */
const FEWEST_SIZES = 4
const FEWEST_SEEDS = 3
const RESAMPLES = 400
const LEVEL = 0.95
/** Exponents looked at. Smaller ones cannot be told from a straight line in log n on a few sizes. */
const EXPONENTS: readonly [low: number, high: number] = [0.02, 3]
const GRID = 40

/**
 * Fits a power law by least squares, with `a ≥ 0` and `b ≥ 0`, to the errors of trainings on parts of the data, and says
 * what twice the data would bring if the law went on. The interval draws seeds anew within each size; it does not know
 * whether the law is right.
 *
 * @throws E_METRICS_FEW_SIZES with fewer than four sizes
 */
export function fitLearningCurve(points: readonly CurvePoint[], seed = 0): LearningCurve {
  const held = points.filter(({ errors }) => errors.length > 0)
  const sizes = new Set(held.map(({ records }) => records))
  if (sizes.size < FEWEST_SIZES)
    throw fail('E_METRICS_FEW_SIZES', { sizes: sizes.size, fewest: FEWEST_SIZES })
  const records = Math.max(...sizes)
  const law = fitLaw(held)
  const error = errorAt(law, records)
  const atTwice = errorAt(law, 2 * records)
  const all = held.filter((point) => point.records === records).flatMap(({ errors }) => errors)
  const measured = all.reduce((sum, one) => sum + one, 0) / all.length
  const curve = { ...law, records, error, atTwice, measured }
  if (Math.abs(error - measured) > FIT_TOLERANCE) return curve
  const gainOf = (one: Law) => Math.min(measured, errorAt(one, records) - errorAt(one, 2 * records))
  const gain = gainOf(law)
  const forecast = { error: measured - gain, gain }
  if (held.some(({ errors }) => errors.length < FEWEST_SEEDS)) return { ...curve, forecast }
  const stream = new RandomStream(seed, 'learning-curve')
  const gains = Array.from({ length: RESAMPLES }, () =>
    gainOf(
      fitLaw(held.map((point) => ({ ...point, errors: point.errors.map(() => stream.pick(point.errors)) }))),
    ),
  )
  return { ...curve, forecast: { ...forecast, interval: middle(gains, LEVEL) } }
}

interface Law {
  readonly a: number
  readonly b: number
  readonly c: number
}

/** The error that a law gives for a number of records. */
export function errorAt({ a, b, c }: Law, records: number): number {
  return a + b * records ** -c
}

/** The best exponent of a grid, then the valley around it more closely; for each exponent `a` and `b` are linear. */
function fitLaw(points: readonly CurvePoint[]): Law {
  const [low, high] = EXPONENTS
  const step = Math.log(high / low) / GRID
  const tried = Array.from({ length: GRID + 1 }, (_, at) => linear(points, low * Math.exp(at * step)))
  let best = tried.reduce((least, one) => (one.loss < least.loss ? one : least))
  for (let width = step; width > 1e-6; width /= 2)
    for (const side of [-width, width]) {
      const c = Math.min(high, Math.max(low, best.c * Math.exp(side)))
      const one = linear(points, c)
      if (one.loss < best.loss) best = one
    }
  const { a, b, c } = best
  return { a, b, c }
}

function linear(points: readonly CurvePoint[], c: number): Law & { readonly loss: number } {
  // The spread within a size is the same for every law, so each size counts by its mean.
  const rows = points.map(({ records, errors }) => ({
    x: records ** -c,
    y: errors.reduce((sum, error) => sum + error, 0) / errors.length,
    weight: errors.length,
  }))
  type Row = (typeof rows)[number]
  const all = rows.reduce((sum, { weight }) => sum + weight, 0)
  const mean = (of: (row: Row) => number) => rows.reduce((sum, row) => sum + row.weight * of(row), 0) / all
  const [x, y] = [mean((row) => row.x), mean((row) => row.y)]
  const slope = mean((row) => (row.x - x) * (row.y - y)) / mean((row) => (row.x - x) ** 2)
  let [a, b] = [y - slope * x, slope]
  if (b < 0) [a, b] = [y, 0]
  else if (a < 0) [a, b] = [0, mean((row) => row.x * row.y) / mean((row) => row.x ** 2)]
  return { a, b, c, loss: mean((row) => (row.y - a - b * row.x) ** 2) }
}
