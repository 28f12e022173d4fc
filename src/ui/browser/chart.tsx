import { useState } from 'preact/hooks'
import { useSay, useSize } from './hooks.ts'
import { nearest, type Point, pathOf, placeOf, type Range, rangeOf, smoothed, thinned } from './scale.ts'

export interface Series {
  readonly name: string
  /** One of the eight colours of lines. */
  readonly colour: number
  readonly points: readonly Point[]
  readonly isDashed?: boolean
}

export interface ChartProps {
  readonly title: string
  readonly series: readonly Series[]
  readonly format: (value: number) => string
  /** For the axis, where it is another. */
  readonly formatTick?: (value: number) => string
  /** Where values can be. */
  readonly limits: Range
  /** Whether the axis begins at 0, so that noise does not look like a trend. */
  readonly isFromZero?: boolean
  /** Noisy curves are drawn thin, with their moving mean over them. */
  readonly isNoisy?: boolean
  /** Few points, each of which counts. */
  readonly hasDots?: boolean
  /** Where x ends, when more is to come. */
  readonly end?: number
  /** Whether it takes less room than the others. */
  readonly isMinor?: boolean
}

const MARGIN = { left: 58, right: 14, top: 12, bottom: 26 }
/** From this height on there is room for more lines. */
const ROOMY = 160
/** As many points as a screen shows. */
const MOST_POINTS = 800
/** The moving mean is over about this share of a curve, at most over so many points. */
const SMOOTHED = { share: 1 / 40, most: 40 }

/** Curves over steps; values stand in the legend, at the pointer or the arrow keys. */
export function Chart({
  title,
  series,
  format,
  formatTick = format,
  limits,
  isFromZero = false,
  isNoisy = false,
  hasDots = false,
  end = 0,
  isMinor = false,
}: ChartProps) {
  const say = useSay()
  const [measure, { width, height }] = useSize()
  const [at, setAt] = useState<number | null>(null)
  const drawn = series.map((one) => ({
    ...one,
    line: isNoisy ? smoothed(one.points, weightOf(one.points)) : one.points,
  }))
  const points = series.flatMap((one) => one.points)
  const xs = points.map(([x]) => x)
  const x = { least: 0, most: Math.max(1, ...xs, end) }
  const shown = isNoisy
    ? drawn.flatMap(({ line, points }) => [...line.map(([, y]) => y), ...calm(points)])
    : points.map(([, y]) => y)
  const y = rangeOf(isFromZero ? [...shown, 0] : shown, limits, height > ROOMY ? 4 : 2)
  const right = Math.max(width - MARGIN.right, MARGIN.left + 1)
  const bottom = height - MARGIN.bottom
  const place = ([px, py]: Point): Point => [
    placeOf(px, x, MARGIN.left, right),
    placeOf(Math.min(py, y.most), y, bottom, MARGIN.top),
  ]
  const marked = at === null ? undefined : nearest(points, at)
  const point = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect()
    const share = (event.clientX - box.left - MARGIN.left) / (right - MARGIN.left)
    setAt(x.least + share * (x.most - x.least))
  }
  const walk = (event: KeyboardEvent) => {
    const sorted = [...new Set(xs)].sort((a, b) => a - b)
    const now = sorted.indexOf(marked?.[0] ?? sorted.at(-1)!)
    const step = Math.max(1, Math.round(sorted.length / 60))
    const next = { ArrowLeft: now - step, ArrowRight: now + step, Home: 0, End: sorted.length - 1 }[event.key]
    if (next === undefined) return
    event.preventDefault()
    setAt(sorted[Math.max(0, Math.min(sorted.length - 1, next))] ?? null)
  }
  const names = series.map(({ name }) => name).join(', ')
  return (
    <figure class={isMinor ? 'chart panel minor' : 'chart panel'}>
      <figcaption>
        <h3>{title}</h3>
        <span class="soft at">{marked ? `${say('step', {})} ${marked[0]}` : ''}</span>
      </figcaption>
      <div class="plot" ref={measure}>
        {points.length === 0 ? (
          <p class="soft empty">{say('noCurve', {})}</p>
        ) : (
          <svg
            width={width}
            height={height}
            role="img"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys read values
            tabIndex={0}
            aria-label={say('curve', { title, series: names })}
            onPointerMove={point}
            onPointerLeave={() => setAt(null)}
            onKeyDown={walk}
            onBlur={() => setAt(null)}
          >
            <title>{title}</title>
            {y.ticks.map((tick) => (
              <g key={tick}>
                <line
                  class="grid"
                  x1={MARGIN.left}
                  x2={right}
                  y1={place([0, tick])[1]}
                  y2={place([0, tick])[1]}
                />
                <text x={MARGIN.left - 8} y={place([0, tick])[1] + 4} text-anchor="end">
                  {formatTick(tick)}
                </text>
              </g>
            ))}
            {xTicks(x, width).map((tick, at, all) => (
              <text key={tick} {...tickPlace(place([tick, 0])[0], width)} y={height - 6}>
                {at === all.length - 1 ? say('unitSteps', { n: tick }) : tick}
              </text>
            ))}
            {isNoisy &&
              drawn.map((one) => (
                <path
                  key={one.name}
                  class={`raw line-${one.colour}`}
                  d={pathOf(thinned(one.points, MOST_POINTS), place)}
                />
              ))}
            {drawn.map((one) => (
              <path
                key={one.name}
                class={`curve line-${one.colour}${one.isDashed ? ' dashed' : ''}`}
                d={pathOf(thinned(one.line, MOST_POINTS), place)}
              />
            ))}
            {hasDots &&
              drawn.map((one) =>
                one.points.map((own) => (
                  <circle
                    key={`${one.name} ${own[0]}`}
                    class={`dot line-${one.colour}`}
                    r="2.5"
                    cx={place(own)[0]}
                    cy={place(own)[1]}
                  />
                )),
              )}
            {marked && (
              <line class="cursor" x1={place(marked)[0]} x2={place(marked)[0]} y1={MARGIN.top} y2={bottom} />
            )}
            {marked &&
              drawn.map((one) => {
                const own = nearest(one.line, marked[0])
                return (
                  own && (
                    <circle
                      key={one.name}
                      class={`mark line-${one.colour}`}
                      r="4"
                      cx={place(own)[0]}
                      cy={place(own)[1]}
                    />
                  )
                )
              })}
          </svg>
        )}
      </div>
      <ul class="legend" aria-live={at === null ? 'off' : 'polite'}>
        {series.map((one) => {
          const own = marked ? nearest(one.points, marked[0]) : one.points.at(-1)
          return (
            <li key={one.name}>
              <i class={`key line-${one.colour}${one.isDashed ? ' dashed' : ''}`} />
              <span class="of">{one.name}</span> <b>{own ? format(own[1]) : '–'}</b>
            </li>
          )
        })}
      </ul>
    </figure>
  )
}

function weightOf({ length }: readonly Point[]): number {
  return 1 - 1 / Math.min(Math.max(length * SMOOTHED.share, 1), SMOOTHED.most)
}

/** Values without the few extreme ones, which would press the rest flat. */
function calm(points: readonly Point[]): number[] {
  const sorted = points.map(([, y]) => y).sort((a, b) => a - b)
  return sorted.slice(0, Math.max(1, Math.ceil(sorted.length * 0.98)))
}

/** A number stands below its place, and never out of the picture. */
const tickPlace = (x: number, width: number) =>
  x + MARGIN.right * 2 > width ? { x: width, 'text-anchor': 'end' } : { x, 'text-anchor': 'middle' }

/** Whole steps, as many as there is room for. */
function xTicks({ least, most }: { readonly least: number; readonly most: number }, width: number): number[] {
  const { ticks } = rangeOf([least, most], undefined, Math.max(2, Math.floor(width / 80)))
  return ticks.filter((tick) => Number.isInteger(tick) && tick >= least && tick <= most)
}
