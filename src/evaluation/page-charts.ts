import { type Interval, percent, type Reliability } from '../metrics/index.ts'
import { escapeHtml } from '../page/index.ts'

const BAR = { width: 150, height: 14 }

/** A bar from 0 to 1 with the interval as a whisker. */
export function intervalBar({ value, low, high }: Interval): string {
  const { width, height } = BAR
  const x = (share: number) => (share * width).toFixed(1)
  const middle = height / 2
  return [
    `<svg class="bar" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">`,
    `<rect class="track" width="${width}" height="6" y="4" rx="3"/>`,
    `<rect class="fill" width="${x(value)}" height="6" y="4" rx="3"/>`,
    `<path class="whisker" d="M${x(low)} 2V12M${x(low)} ${middle}H${x(high)}M${x(high)} 2V12"/>`,
    '</svg>',
  ].join('')
}

const PLOT = { size: 280, left: 60, top: 10, right: 24, bottom: 40 }

/** Confidence against the share that is right, a dot for each bin that holds any; area by count. */
export function reliabilityPlot(
  found: Reliability,
  after: Reliability | undefined,
  names: { readonly x: string; readonly y: string; readonly asIs: string; readonly scaled: string },
): string {
  const { size, left, top, right, bottom } = PLOT
  const x = (share: number) => left + share * size
  const y = (share: number) => top + (1 - share) * size
  const marks = [0, 0.25, 0.5, 0.75, 1]
  const grid = marks.flatMap((mark) => [
    `<path class="grid" d="M${x(mark)} ${y(0)}V${y(1)}M${x(0)} ${y(mark)}H${x(1)}"/>`,
    `<text x="${x(mark)}" y="${y(0) + 16}" text-anchor="middle">${100 * mark}%</text>`,
    `<text x="${x(0) - 6}" y="${y(mark) + 4}" text-anchor="end">${100 * mark}%</text>`,
  ])
  const series = (bins: Reliability, kind: string) => {
    const most = Math.max(1, ...bins.bins.map(({ count }) => count))
    const held = bins.bins.filter(({ count }) => count > 0)
    const way = held.map((bin) => `${x(bin.confidence).toFixed(1)} ${y(bin.accuracy).toFixed(1)}`).join('L')
    const dots = held.map(({ confidence, accuracy, count }) => {
      const title = `${percent(confidence)} → ${percent(accuracy)} (${count})`
      const radius = (3 + 7 * Math.sqrt(count / most)).toFixed(1)
      return `<circle cx="${x(confidence).toFixed(1)}" cy="${y(accuracy).toFixed(1)}" r="${radius}"><title>${title}</title></circle>`
    })
    return `<g class="${kind}"><path d="M${way}"/>${dots.join('')}</g>`
  }
  const width = left + size + right
  const height = top + size + bottom
  return [
    `<svg class="plot" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeHtml(`${names.x} / ${names.y}`)}</title>`,
    ...grid,
    `<path class="ideal" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}"/>`,
    after ? series(after, 'after') : '',
    series(found, 'before'),
    `<text x="${x(0.5)}" y="${height - 6}" text-anchor="middle">${escapeHtml(names.x)}</text>`,
    `<text transform="translate(11 ${y(0.5)}) rotate(-90)" text-anchor="middle">${escapeHtml(names.y)}</text>`,
    '</svg>',
    after
      ? `<p><span class="key before"></span>${escapeHtml(names.asIs)} <span class="key after"></span>${escapeHtml(names.scaled)}</p>`
      : '',
  ].join('')
}
