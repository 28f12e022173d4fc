import type { ReadOptions } from '../dataset.ts'
import type { Layout, Row } from './_layout.ts'

/** More values than that are no classes of a pair. */
const MAX_PAIR_CLASSES = 20

const GUESSED = { flags: [], id: -1, hasHeader: false, isGuessed: true } as const

/** The columns of a table without a header, as its values show. */
export function guessLayout(rows: readonly Row[], options: ReadOptions): Layout {
  const pair = options.labelSeparator === undefined ? guessPair(rows) : undefined
  return pair ?? guessTwo(rows, options)
}

/** The label is the column with fewer values; then the shorter one; then the second. */
function guessTwo(rows: readonly Row[], options: ReadOptions): Layout {
  const pairs = rows.filter(({ cells }) => cells.length === 2)
  const [first, second] = [0, 1].map((column) => ({
    distinct: distinctOf(pairs, column),
    characters: pairs.reduce((sum, { cells }) => sum + cells[column]!.length, 0),
  })) as [{ distinct: number; characters: number }, { distinct: number; characters: number }]
  const isFirst =
    first.distinct === second.distinct
      ? first.characters < second.characters
      : first.distinct < second.distinct
  const task = options.labelSeparator === undefined ? 'cls' : 'multi'
  const [text, label] = isFirst ? [1, 0] : [0, 1]
  return { task, text, label, pair: -1, width: 2, ...GUESSED }
}

/**
 * Three columns of which the last (or the first) has few short values, the two others running text: two texts and
 * how they relate. Undefined when the values show otherwise.
 */
export function guessPair(rows: readonly Row[]): Layout | undefined {
  const triples = rows.filter(({ cells }) => cells.length === 3)
  if (triples.length < 2 || triples.length * 10 < rows.length * 9) return undefined
  for (const [text, pair, label] of [
    [0, 1, 2],
    [1, 2, 0],
  ] as const) {
    const classes = distinctOf(triples, label)
    const isLabel =
      classes <= Math.min(MAX_PAIR_CLASSES, Math.max(2, triples.length / 2)) &&
      triples.every(({ cells }) => cells[label]!.trim().length <= 30)
    if (isLabel && [text, pair].every((column) => isRunningText(triples, column, classes)))
      return { task: 'pair', text, pair, label, width: 3, ...GUESSED }
  }
  return undefined
}

/** Most values hold a few letters and are no numbered ids, and more of them differ than there are classes. */
function isRunningText(rows: readonly Row[], column: number, classes: number): boolean {
  const values = rows.map(({ cells }) => cells[column]!.trim())
  const texts = values.filter((value) => /\p{L}.*\p{L}/su.test(value) && !/^[\w.:-]*\d$/.test(value))
  return texts.length * 2 > values.length && new Set(values).size > Math.min(classes, values.length / 2)
}

function distinctOf(rows: readonly Row[], column: number): number {
  return new Set(rows.map(({ cells }) => cells[column]!.trim())).size
}
