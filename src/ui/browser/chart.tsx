import { useState } from 'preact/hooks'
import { useSay, useWidth } from './hooks.ts'
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
  /** Noisy curves are drawn thin, with their moving mean over them. */
  readonly isNoisy?: boolean
  /** Few points, each of which counts. */
  readonly hasDots?: boolean
  /** Where x ends, when more is to come. */
  readonly end?: number
}

const HEIGHT = 210
const MARGIN = { left: 58, right: 14, top: 12, bottom: 26 }
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
  isNoisy = false,
  hasDots = false,
  end = 0,
}: ChartProps) {
  const say = useSay()
  const [measure, width] = useWidth()
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
  const y = rangeOf(shown, limits)
  const right = Math.max(width - MARGIN.right, MARGIN.left + 1)
  const bottom = HEIGHT - MARGIN.bottom
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
    <figure class="chart panel">
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
            height={HEIGHT}
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
            {xTicks(x, width).map((tick) => (
              <text key={tick} x={place([tick, 0])[0]} y={HEIGHT - 6} text-anchor="middle">
                {tick}
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

/** Whole steps, as many as there is room for. */
function xTicks({ least, most }: { readonly least: number; readonly most: number }, width: number): number[] {
  const { ticks } = rangeOf([least, most], undefined, Math.max(2, Math.floor(width / 110)))
  return ticks.filter((tick) => Number.isInteger(tick) && tick >= least && tick <= most)
}
