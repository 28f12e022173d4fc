import type { RateSuggestion, SweepPoint } from './sweep.ts'

const LEVELS = [...'▁▂▃▄▅▆▇█']

/** Where points lie in a square of one: rates by logarithm, losses from lowest to highest. */
function places(points: readonly SweepPoint[]) {
  const losses = points.map(({ loss }) => loss)
  const [low, high] = [Math.min(...losses), Math.max(...losses)]
  const [first, last] = [points[0]!.rate, points.at(-1)!.rate]
  return {
    low,
    high,
    x: (rate: number) => (last > first ? Math.log(rate / first) / Math.log(last / first) : 0),
    y: (loss: number) => (high > low ? (loss - low) / (high - low) : 0),
  }
}

const label = (rate: number) => rate.toExponential(1)

/**
 * The sweep in a terminal: bars of `height` lines, the suggested rate marked below.
 *
 * @param width in cells, at least 24
 */
export function renderSweep({ rate, smoothed }: RateSuggestion, width = 60, height = 8): string {
  const columns = Math.max(24, width) - 8
  const place = places(smoothed)
  const bins: number[][] = Array.from({ length: columns }, () => [])
  const columnOf = (value: number) => Math.min(columns - 1, Math.floor(place.x(value) * columns))
  for (const point of smoothed) bins[columnOf(point.rate)]!.push(point.loss)
  let previous = smoothed[0]!.loss
  const heights = bins.map((losses) => {
    if (losses.length > 0) previous = losses.reduce((sum, loss) => sum + loss, 0) / losses.length
    return Math.max(1, Math.round(place.y(previous) * height * LEVELS.length))
  })
  const lines = Array.from({ length: height }, (_, row) => {
    const base = (height - 1 - row) * LEVELS.length
    const cells = heights.map((level) => LEVELS[Math.min(LEVELS.length, level - base) - 1] ?? ' ').join('')
    const side = row === 0 ? place.high.toPrecision(3) : row === height - 1 ? place.low.toPrecision(3) : ''
    return `${side.slice(0, 7).padStart(7)} ${cells}`.trimEnd()
  })
  const ends = [label(smoothed[0]!.rate), label(smoothed.at(-1)!.rate)] as const
  const mark = `${' '.repeat(8 + columnOf(rate))}▲`
  const text = label(rate)
  const at = Math.max(
    0,
    Math.min(8 + columnOf(rate) - Math.floor(text.length / 2), 8 + columns - text.length),
  )
  const axis = `${' '.repeat(8)}${ends[0]}${' '.repeat(Math.max(1, columns - ends[0].length - ends[1].length))}${ends[1]}`
  return [...lines, axis, mark, `${' '.repeat(at)}${text}`].join('\n')
}

/** The sweep as a picture that needs no other file. */
export function sweepSvg({ rate, smoothed }: RateSuggestion): string {
  const [width, height, margin] = [640, 360, 48]
  const place = places(smoothed)
  const x = (value: number) => (margin + place.x(value) * (width - 2 * margin)).toFixed(1)
  const y = (loss: number) => (height - margin - place.y(loss) * (height - 2 * margin)).toFixed(1)
  const line = smoothed.map((point) => `${x(point.rate)},${y(point.loss)}`).join(' ')
  const text = (atX: string | number, atY: string | number, content: string, anchor: string) =>
    `<text x="${atX}" y="${atY}" text-anchor="${anchor}">${content}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<line x1="${x(rate)}" x2="${x(rate)}" y1="${margin}" y2="${height - margin}" stroke="#c33" stroke-dasharray="4 3"/>`,
    `<polyline points="${line}" fill="none" stroke="#247" stroke-width="2"/>`,
    text(x(rate), margin - 8, label(rate), 'middle'),
    text(margin, height - margin + 20, label(smoothed[0]!.rate), 'middle'),
    text(width - margin, height - margin + 20, label(smoothed.at(-1)!.rate), 'middle'),
    text(margin - 6, y(place.high), place.high.toPrecision(3), 'end'),
    text(margin - 6, y(place.low), place.low.toPrecision(3), 'end'),
    '</svg>',
  ].join('\n')
}
