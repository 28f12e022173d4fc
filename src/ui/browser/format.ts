import type { Range } from './scale.ts'
import type { Say } from './texts.ts'

/** A share as a percentage with two digits, the way reports show it. */
export const percent = (value: number): string => `${(100 * value).toFixed(2)}%`

/** Three digits that tell something. */
export function brief(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value)
  return Math.abs(value) < 1e-3
    ? value.toExponential(2).replace(/\.?0+e/, 'e')
    : String(Number(value.toPrecision(3)))
}

const isLoss = (metric: string): boolean => /(^|\.)loss$/.test(metric)

/** A figure of merit: those in [0, 1] as percentages, a loss as it is. */
export const figure = (metric: string, value: number): string =>
  isLoss(metric) ? brief(value) : percent(value)

const METRICS = [
  'accuracy',
  'f1',
  'precision',
  'recall',
  'microF1',
  'macroF1',
  'subsetAccuracy',
  'loss',
] as const
const METRIC = new RegExp(`^(?:([^/]*)\\.)?(${METRICS.join('|')})(?:/(.*))?$`, 's')

/** The figure by which a run chooses its best model, in words; a name that is none stays as it is. */
export function metricName(metric: string, say: Say): string {
  const parts = metric.split('+').map((part) => METRICS.find((one) => one === part))
  if (parts.every((part) => part !== undefined)) return parts.map((part) => metricWord(part, say)).join(' + ')
  const [, task = '', name, label = ''] = METRIC.exec(metric) ?? []
  const known = METRICS.find((one) => one === name)
  if (!known) return metric
  return [task, metricWord(known, say), label].filter((part) => part !== '').join(' · ')
}

const metricWord = (metric: (typeof METRICS)[number], say: Say): string =>
  say(metric === 'loss' ? 'lossName' : metric, {})

export const FROM_ZERO: Range = { least: 0, most: Number.POSITIVE_INFINITY }

/** Where the values of all these metrics can be. */
export const limitsOf = (metrics: readonly string[]): Range =>
  metrics.some(isLoss) ? FROM_ZERO : { least: 0, most: 1 }

/** The same at an axis, without digits that tell nothing there. */
export const tickFigure = (metric: string, value: number): string =>
  figure(metric, value).replace(/\.?0+%$/, '%')

export function duration(seconds: number, say: Say): string {
  if (seconds < 59.5)
    return say('seconds', { s: seconds < 9.95 ? Number(seconds.toFixed(1)) : Math.round(seconds) })
  const minutes = Math.floor(Math.round(seconds) / 60)
  if (minutes < 60) return say('minutes', { m: minutes, s: Math.round(seconds) % 60 })
  return say('hours', { h: Math.floor(minutes / 60), m: minutes % 60 })
}

export const megabytes = (mb: number): string => (mb < 1000 ? `${mb} MB` : `${(mb / 1000).toFixed(1)} GB`)

/** Month, day and time; the year where it is another. */
export function moment(iso: string, now = new Date()): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return ''
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  return date.getFullYear() === now.getFullYear() ? `${day} ${time}` : `${date.getFullYear()}-${day}`
}

/** The last parts of a path, enough to know a file by. */
export function shortPath(path: string): string {
  const parts = path.split(/[\\/]/)
  return parts.length > 2 ? parts.slice(-2).join('/') : path
}

/** A name or path in parts, each with the sign that ends it; after hyphens and spaces lines break anyway. */
export const partsOf = (text: string): readonly string[] => text.split(/(?<=[/\\_+])(?=[^/\\_+])/)

/** How long a text is, in the units of the offsets that stand beside it: UTF-16 code units. */
export const counted = (text: string, say: Say): string =>
  text === '' ? '' : say('characters', { n: text.length })
