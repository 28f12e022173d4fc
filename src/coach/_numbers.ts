import { fillTemplate, type Text, type ValuesOf } from '../base/locale.ts'

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
export const mean = (values: readonly number[]): number => (values.length ? sum(values) / values.length : 0)

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** The standard error of the mean of independent values; 0 for fewer than two. */
export function errorOfMean(values: readonly number[]): number {
  if (values.length < 2) return 0
  const middle = mean(values)
  const variance = sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1)
  return Math.sqrt(variance / values.length)
}

/** The part of a list between two shares of its length, one element at least. */
export function part<T>(values: readonly T[], from: number, to: number): readonly T[] {
  const start = Math.min(Math.floor(from * values.length), values.length - 1)
  return values.slice(Math.max(0, start), Math.max(start + 1, Math.ceil(to * values.length)))
}

/**
 * The standard error of a share such as an accuracy, with two successes and two failures added (Agresti and Coull,
 * 1998): without them a perfect score on ten records would seem certain.
 */
export function errorOfShare(share: number, count: number): number {
  const p = (share * count + 2) / (count + 4)
  return Math.sqrt((p * (1 - p)) / (count + 4))
}

export const short = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value)
export const percent = (value: number): string => `${(100 * value).toFixed(1)}%`

/** Fills a text in both languages, so that findings are data. */
export function say<const T extends Text>(text: T, values: ValuesOf<T>): Text {
  return { zh: fillTemplate(text.zh, values, 'zh'), en: fillTemplate(text.en, values, 'en') }
}
