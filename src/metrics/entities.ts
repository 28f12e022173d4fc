import { requirePairs } from './_errors.ts'
import { type Counts, macroOf, type Ratios, type Scores, scoresOf } from './scores.ts'
import { type LabelledRange, rangeKey } from './tags.ts'

/** How well predicted entities match. The top level is the micro average: all types counted together. */
export interface EntityScores extends Scores {
  /** The number of predicted entities. */
  readonly predicted: number
  /** The number of predicted entities that are right. */
  readonly correct: number
  /** One entry for each type that stands in the truth or in a prediction, in order of code units. */
  readonly perType: Readonly<Record<string, Scores>>
  /** The unweighted mean over `perType`. */
  readonly macro: Ratios
}

/**
 * Strict scores of entities: one counts as right only when start, end and type all agree.
 *
 * Entry `i` of both lists belongs to the same text. Within a text an entity is counted once, however often it is listed.
 * Agrees with seqeval on tags read by `spansOfTags`; where nothing is to be found and nothing was found, all scores are 0.
 *
 * @throws E_METRICS_UNEQUAL_LENGTHS when the two lists do not have one entry for each text.
 */
export function scoreEntities(
  gold: readonly (readonly LabelledRange[])[],
  predicted: readonly (readonly LabelledRange[])[],
): EntityScores {
  requirePairs(gold, predicted)
  const counts = new Map<string, Counts>()
  const countsOf = (label: string): Counts => {
    const known = counts.get(label)
    if (known) return known
    const fresh = { support: 0, predicted: 0, correct: 0 }
    counts.set(label, fresh)
    return fresh
  }
  for (const [text, goldEntities] of gold.entries()) {
    const expected = distinct(goldEntities)
    const found = distinct(predicted[text]!)
    for (const entity of expected.values()) countsOf(entity.label).support++
    for (const [key, entity] of found) {
      const ofType = countsOf(entity.label)
      ofType.predicted++
      if (expected.has(key)) ofType.correct++
    }
  }
  const total: Counts = { support: 0, predicted: 0, correct: 0 }
  for (const ofType of counts.values()) {
    total.support += ofType.support
    total.predicted += ofType.predicted
    total.correct += ofType.correct
  }
  const types = [...counts.keys()].sort()
  const perType = Object.fromEntries(types.map((label) => [label, scoresOf(counts.get(label)!)]))
  return {
    ...scoresOf(total),
    predicted: total.predicted,
    correct: total.correct,
    perType,
    macro: macroOf(Object.values(perType)),
  }
}

function distinct(entities: readonly LabelledRange[]): Map<string, LabelledRange> {
  return new Map(entities.map((entity) => [rangeKey(entity), entity]))
}
