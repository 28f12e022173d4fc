import { requirePairs } from './_errors.ts'
import { type LabelledRange, rangeKey } from './tags.ts'

/**
 * How a predicted entity stands to one of the truth. `boundary`: right type, other ends; `type`: right ends, other type;
 * `both`: they overlap, and ends and type differ; `missing`: nothing predicted touches it that is not already another's
 * pair; `spurious`: the same of a predicted one.
 */
export type MatchKind = 'correct' | 'boundary' | 'type' | 'both' | 'missing' | 'spurious'

export const MATCH_KINDS: readonly MatchKind[] = [
  'correct',
  'boundary',
  'type',
  'both',
  'missing',
  'spurious',
]

/** A pair of a gold and a predicted entity, or one of them that has no counterpart. */
export interface Match<T extends LabelledRange = LabelledRange> {
  readonly kind: MatchKind
  readonly gold?: T
  readonly predicted?: T
}

export interface EntityErrors {
  /** How many matches there are of each kind. */
  readonly counts: Readonly<Record<MatchKind, number>>
  /** For each type: the kinds of matches whose gold entity is of it; for spurious ones, whose predicted entity is. */
  readonly perType: Readonly<Record<string, Readonly<Record<MatchKind, number>>>>
  /** The types of either side, in order; the rows and columns of `confusion` but for the last. */
  readonly types: readonly string[]
  /**
   * `confusion[g][p]`: how many gold entities of `types[g]` are paired with predicted ones of `types[p]`. The last column
   * holds missing ones, the last row spurious ones.
   */
  readonly confusion: readonly (readonly number[])[]
}

/**
 * Pairs the entities of one text, each at most once: equal ones first, then those of equal ends, then overlapping ones of
 * one type, then overlapping ones; among those the pair that has most in common (intersection over union) first. Every
 * distinct entity of either side is in exactly one match. In order of place.
 */
export function matchEntities<T extends LabelledRange>(
  gold: readonly T[],
  predicted: readonly T[],
): Match<T>[] {
  const left = new Set(distinct(gold))
  const right = new Set(distinct(predicted))
  const matches: Match<T>[] = []
  const pairUp = (kind: MatchKind, isPair: (one: T, other: T) => boolean): void => {
    const pairs = [...left].flatMap((one) =>
      [...right]
        .filter((other) => isPair(one, other))
        .map((other) => ({ one, other, share: iou(one, other) })),
    )
    for (const { one, other } of pairs.sort((a, b) => b.share - a.share)) {
      if (!left.has(one) || !right.has(other)) continue
      left.delete(one)
      right.delete(other)
      matches.push({ kind, gold: one, predicted: other })
    }
  }
  const isSame = (one: T, other: T) => one.start === other.start && one.end === other.end
  pairUp('correct', (one, other) => isSame(one, other) && one.label === other.label)
  pairUp('type', isSame)
  pairUp('boundary', (one, other) => one.label === other.label && iou(one, other) > 0)
  pairUp('both', (one, other) => iou(one, other) > 0)
  for (const one of left) matches.push({ kind: 'missing', gold: one })
  for (const other of right) matches.push({ kind: 'spurious', predicted: other })
  const startOf = ({ gold, predicted }: Match<T>) => (gold ?? predicted)!.start
  return matches.sort((a, b) => startOf(a) - startOf(b))
}

/**
 * The kinds of errors in all texts. Entry `i` of both lists belongs to the same text.
 *
 * @throws E_METRICS_UNEQUAL_LENGTHS
 */
export function entityErrors(
  gold: readonly (readonly LabelledRange[])[],
  predicted: readonly (readonly LabelledRange[])[],
): EntityErrors {
  requirePairs(gold, predicted)
  const matches = gold.flatMap((entities, text) => matchEntities(entities, predicted[text]!))
  const types = [
    ...new Set(
      matches.flatMap((match) => [match.gold, match.predicted]).flatMap((found) => found?.label ?? []),
    ),
  ].sort()
  const placeOf = new Map(types.map((type, at) => [type, at]))
  const confusion = Array.from({ length: types.length + 1 }, () =>
    new Array<number>(types.length + 1).fill(0),
  )
  const counts = none()
  const perType = types.map(none)
  for (const { kind, gold: one, predicted: other } of matches) {
    counts[kind]++
    perType[placeOf.get((one ?? other)!.label)!]![kind]++
    const row = one === undefined ? types.length : placeOf.get(one.label)!
    const column = other === undefined ? types.length : placeOf.get(other.label)!
    confusion[row]![column]!++
  }
  return {
    counts,
    perType: Object.fromEntries(types.map((type, at) => [type, perType[at]!])),
    types,
    confusion,
  }
}

function none(): Record<MatchKind, number> {
  return { correct: 0, boundary: 0, type: 0, both: 0, missing: 0, spurious: 0 }
}

function distinct<T extends LabelledRange>(entities: readonly T[]): T[] {
  return [...new Map(entities.map((entity) => [rangeKey(entity), entity])).values()]
}

/** How much two ranges have in common, of what they cover together; 0 where they do not overlap. */
function iou(one: LabelledRange, other: LabelledRange): number {
  const common = Math.min(one.end, other.end) - Math.max(one.start, other.start)
  return common <= 0 ? 0 : common / (Math.max(one.end, other.end) - Math.min(one.start, other.start))
}
