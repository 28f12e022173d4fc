export type Point = readonly [x: number, y: number]

export interface Range {
  readonly least: number
  readonly most: number
}

const EVERYWHERE: Range = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY }

/**
 * The range of finite values with round ends; a single value gets room on both sides, none at all gives 0 … 1.
 *
 * @param limits where values can be: no room is made beyond
 * @param count about so many steps
 */
export function rangeOf(
  values: readonly number[],
  limits = EVERYWHERE,
  count = 4,
): Range & { readonly ticks: readonly number[] } {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return { least: 0, most: 1, ticks: ticksBetween(0, 1, count) }
  let [least, most] = [Math.min(...finite), Math.max(...finite)]
  const size = Math.max(Math.abs(least), Math.abs(most))
  // Also what only the last binary digits tell apart.
  if (most - least <= Math.max(size * 1e-9, 1e-100)) {
    const room = size < 1e-90 ? 1 : size / 10
    least = Math.min(least, Math.max(least - room, limits.least))
    most = Math.max(most, Math.min(most + room, limits.most))
  }
  const step = roundStep((most - least) / count)
  least = trimmed(Math.floor(least / step + 1e-9) * step)
  most = trimmed(Math.ceil(most / step - 1e-9) * step)
  return { least, most, ticks: ticksBetween(least, most, (most - least) / step) }
}

/** Evenly spread, both ends included. */
function ticksBetween(least: number, most: number, count: number): number[] {
  const whole = Math.round(count)
  return Array.from({ length: whole + 1 }, (_, i) => trimmed(least + ((most - least) * i) / whole))
}

/** 1, 2, 2.5 or 5 times a power of ten, at least `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  const factor = [1, 2, 2.5, 5, 10].find((f) => f * power >= step * (1 - 1e-9)) ?? 10
  return factor * power
}

/** Without the dust of binary fractions. */
const trimmed = (value: number): number => Number(value.toPrecision(12))

/** Where a value lies between two ends of the screen. */
export const placeOf = (value: number, { least, most }: Range, from: number, to: number): number =>
  most === least ? (from + to) / 2 : from + ((value - least) / (most - least)) * (to - from)

/** An SVG path through points; what is no finite number breaks the line. */
export function pathOf(points: readonly Point[], place: (point: Point) => Point): string {
  let isOpen = false
  return points
    .flatMap((point) => {
      const [x, y] = place(point)
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        isOpen = false
        return []
      }
      const sign = isOpen ? 'L' : 'M'
      isOpen = true
      return [`${sign}${x.toFixed(1)} ${y.toFixed(1)}`]
    })
    .join('')
}

/**
 * The exponentially moving mean, started without bias.
 *
 * @param weight of the past, in [0, 1)
 */
export function smoothed(points: readonly Point[], weight: number): Point[] {
  let mean = 0
  let sum = 0
  return points.map(([x, y]): Point => {
    if (!Number.isFinite(y)) return [x, y]
    mean = weight * mean + (1 - weight) * y
    sum = weight * sum + (1 - weight)
    return [x, mean / sum]
  })
}

/** At most `count` points: of each stretch the smallest and the largest, so that peaks stay. */
export function thinned(points: readonly Point[], count: number): readonly Point[] {
  if (points.length <= count) return points
  const size = Math.ceil((2 * points.length) / count)
  const kept: Point[] = []
  for (let at = 0; at < points.length; at += size) {
    const stretch = points.slice(at, at + size)
    const low = stretch.reduce((a, b) => (b[1] < a[1] ? b : a))
    const high = stretch.reduce((a, b) => (b[1] > a[1] ? b : a))
    kept.push(...(low === high ? [low] : low[0] < high[0] ? [low, high] : [high, low]))
  }
  return kept
}

/** The point whose x is nearest; undefined where there is none. */
export function nearest(points: readonly Point[], x: number): Point | undefined {
  return points.reduce<Point | undefined>(
    (best, point) => (!best || Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best),
    undefined,
  )
}
