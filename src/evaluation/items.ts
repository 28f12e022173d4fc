import { type MatchKind, matchEntities } from '../metrics/index.ts'
import type { Paired } from './outcomes.ts'

/** An entity on the page: start, end (UTF-16 code units), type, and the score of a predicted one. */
export type ItemEntity = readonly [start: number, end: number, label: string, score?: number]

/** What the page's browser shows of a record. */
export interface Item {
  /** `file:line`, and the record's id if it has one. */
  readonly place: string
  readonly text: string
  readonly pair?: string
  /** Kinds of what is wrong; empty where everything is right. Of classes: `wrong`; of several: `missing`, `spurious`. */
  readonly kinds: readonly string[]
  /** The labels that stand on either side, for the filter. */
  readonly labels: readonly string[]
  /** The confidence of the surest wrong prediction, or of the prediction; 0 where there is none. */
  readonly score: number
  /** Of entities: pairs, each with its kind. */
  readonly matches?: readonly (readonly [MatchKind, ItemEntity | null, ItemEntity | null])[]
  /** Of classes. */
  readonly gold?: readonly string[]
  readonly predicted?: readonly string[]
}

/** A record for the browser, in the order of the records. */
export function itemsOf(paired: Paired): Item[] {
  return paired.records.map((record, at): Item => {
    const { file, line, id } = record.origin
    const place = `${file}:${line}${id === undefined ? '' : ` (${id})`}`
    const head = { place, text: record.text, ...('pair' in record && { pair: record.pair }) }
    if (paired.task === 'ner') return { ...head, ...entities(paired, at) }
    if (paired.task === 'multi') {
      const { labels: predicted, scores } = paired.outputs[at]!
      const gold = paired.records[at]!.labels
      const spurious = predicted.filter((label) => !gold.includes(label))
      const missing = gold.filter((label) => !predicted.includes(label))
      return {
        ...head,
        gold,
        predicted,
        labels: [...new Set([...gold, ...predicted])],
        kinds: [...(missing.length > 0 ? ['missing'] : []), ...(spurious.length > 0 ? ['spurious'] : [])],
        score: Math.max(
          0,
          ...spurious.map((label) => scores[label] ?? 0),
          ...missing.map((label) => 1 - (scores[label] ?? 0)),
        ),
      }
    }
    const { label: predicted, score } = paired.outputs[at]!
    const gold = paired.records[at]!.label
    return {
      ...head,
      gold: [gold],
      predicted: [predicted],
      labels: [...new Set([gold, predicted])],
      kinds: gold === predicted ? [] : ['wrong'],
      score,
    }
  })
}

function entities({ records, outputs }: Paired & { task: 'ner' }, at: number) {
  const predicted = outputs[at]!.entities
  const found = matchEntities<{ start: number; end: number; label: string; score?: number }>(
    records[at]!.entities,
    predicted,
  )
  const wrong = found.filter(({ kind }) => kind !== 'correct')
  const sides = found.flatMap((match) => [match.gold, match.predicted]).filter((one) => one !== undefined)
  return {
    matches: found.map(
      ({ kind, gold, predicted: other }) =>
        [
          kind,
          gold ? ([gold.start, gold.end, gold.label] as const) : null,
          other ? ([other.start, other.end, other.label, other.score ?? 0] as const) : null,
        ] as const,
    ),
    labels: [...new Set(sides.map(({ label }) => label))],
    kinds: [...new Set(wrong.map(({ kind }) => kind))],
    score: Math.max(0, ...wrong.map((match) => match.predicted?.score ?? 0)),
  }
}
