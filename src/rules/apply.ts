import type { RuleEntity, Rules } from './rules.ts'

/** An entity as a model finds it. */
export interface FoundEntity {
  readonly label: string
  readonly text: string
  readonly start: number
  readonly end: number
  readonly score: number
}

/** A prediction with the rules' word on it. */
export interface RuledOutput {
  readonly text: string
  /** In order of their start; those that a rule put there say `source: 'rule'`. */
  readonly entities: readonly (FoundEntity | RuleEntity)[]
  /** What the model had found and the rules took away or replaced. */
  readonly removed: readonly FoundEntity[]
}

/**
 * Overrides a prediction: entities that a `forbid` covers are removed, and what a `force` finds is put there in place
 * of all that it overlaps. An entity that the model and a rule agree on stays the model's, with its score.
 *
 * @param labels types that rules may put there, rules of others are as if they were not there; left out: all
 */
export function applyRules(
  prediction: { readonly text: string; readonly entities: readonly FoundEntity[] },
  rules: Rules,
  labels?: readonly string[],
): RuledOutput {
  const { text } = prediction
  const bans = rules.bans(text)
  const removed: FoundEntity[] = []
  const forced = rules.tag(text, labels)
  const kept = prediction.entities.filter((entity) => {
    const stays =
      bans.allows(entity) && !forced.some((rule) => overlaps(rule, entity) && !isSame(rule, entity))
    if (!stays) removed.push(entity)
    return stays
  })
  const added = forced.filter((rule) => !kept.some((entity) => isSame(rule, entity)))
  return { text, entities: [...kept, ...added].sort((a, b) => a.start - b.start || a.end - b.end), removed }
}

const overlaps = (a: FoundEntity, b: FoundEntity): boolean => a.start < b.end && b.start < a.end
const isSame = (a: FoundEntity, b: FoundEntity): boolean =>
  a.start === b.start && a.end === b.end && a.label === b.label
