import type { Figures } from './figures.ts'
import type { Ratios } from './scores.ts'
import type { Tally } from './tally.ts'

// A resample's macro figure, taken as it is, lies below that of the records wherever labels are small: a label of three
// records is not drawn at all in one resample of twenty, and what is drawn of it may be its errors alone. Both pull one
// way, so that with many small labels no resample comes near the figure.

/** A macro figure of drawn records, over the labels of which gold items were drawn instead of 0 for the others. */
export function drawnMacro({ macroOver }: Tally, drawn: Figures, all: Figures, name: keyof Ratios): number {
  const figure = drawn.macro[name]
  // Labels without gold items at all stay 0, as in the figure of all records.
  return macroOver === 'all' && drawn.withGold > 0 ? (figure * all.withGold) / drawn.withGold : figure
}

/** Numbers of resamples, all moved by the same so that their mean is the figure of the records. */
export function around(figure: number, numbers: readonly number[]): number[] {
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  return numbers.map((number) => number - mean + figure)
}
