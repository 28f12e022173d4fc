/** A step of a rate sweep: the loss that was seen at a rate. Rates rise. */
export interface SweepPoint {
  readonly rate: number
  readonly loss: number
}

export interface RateSuggestion {
  /** Where the loss falls fastest for a factor of the rate. */
  readonly rate: number
  /** The rate from which the loss explodes; undefined if it does not within the sweep. */
  readonly explodes?: number
  /** The smoothed loss of each point before that. */
  readonly smoothed: readonly SweepPoint[]
}

/** The loss explodes where it is above its start and this many times its lowest (Smith, 2017, stops there too). */
const EXPLODES = 2
const SMOOTHING = 0.8
const ENOUGH_POINTS = 10
/** A fall of less than this share of the loss is noise. */
const LEAST_FALL = 0.02

/** The curve up to where it explodes, smoothed by an exponential mean without bias at its start. */
function smooth(sweep: readonly SweepPoint[]): { smoothed: SweepPoint[]; explodes?: number } {
  const smoothed: SweepPoint[] = []
  let [average, weight, lowest] = [0, 0, Number.POSITIVE_INFINITY]
  for (const { rate, loss } of sweep) {
    if (!Number.isFinite(loss)) return { smoothed, explodes: rate }
    average = SMOOTHING * average + (1 - SMOOTHING) * loss
    weight = SMOOTHING * weight + (1 - SMOOTHING)
    const value = average / weight
    if (smoothed.length > 0 && value > EXPLODES * lowest && value > smoothed[0]!.loss)
      return { smoothed, explodes: rate }
    lowest = Math.min(lowest, value)
    smoothed.push({ rate, loss: value })
  }
  return { smoothed }
}

/**
 * The rate at which the smoothed loss falls most steeply over the logarithm of the rate, before its valley.
 *
 * @returns undefined if the sweep is too short or its loss never falls
 */
export function suggestRate(sweep: readonly SweepPoint[]): RateSuggestion | undefined {
  const { smoothed, explodes } = smooth(sweep)
  if (smoothed.length < ENOUGH_POINTS) return undefined
  const valley = smoothed.reduce((best, { loss }, i) => (loss < smoothed[best]!.loss ? i : best), 0)
  if (smoothed[0]!.loss - smoothed[valley]!.loss < LEAST_FALL * Math.abs(smoothed[0]!.loss)) return undefined
  // The slope over a span, since that between neighbours is mostly noise.
  const span = Math.max(1, Math.round(smoothed.length / 20))
  let steepest = { slope: 0, rate: smoothed[0]!.rate }
  for (let i = span; i + span <= valley; i++) {
    const [a, b] = [smoothed[i - span]!, smoothed[i + span]!]
    const slope = (b.loss - a.loss) / Math.log(b.rate / a.rate)
    if (slope < steepest.slope) steepest = { slope, rate: smoothed[i]!.rate }
  }
  if (steepest.slope === 0) steepest = { slope: 0, rate: smoothed[valley]!.rate }
  return { rate: steepest.rate, smoothed, ...(explodes !== undefined && { explodes }) }
}
