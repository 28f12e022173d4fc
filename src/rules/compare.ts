import type { Origin, Span, TaggedText } from '../data/index.ts'
import { type EntityScores, rangeKey, scoreEntities } from '../metrics/index.ts'
import type { Rules } from './rules.ts'

/** An entity of the truth that one side finds and the other does not, with where it stands. */
export interface ComparedEntity extends Span {
  /** Its surface. */
  readonly name: string
  /** The whole text. */
  readonly text: string
  readonly origin: Origin
}

/** Recall on some of the entities; `support` is their number. Of none there is no recall: null. */
export interface UnseenRecall {
  readonly support: number
  readonly model: number | null
  readonly rules: number | null
}

/** A model and rules on the same data, side by side. */
export interface Comparison {
  readonly model: EntityScores
  readonly rules: EntityScores
  /** The model's recall less that of the rules: all, and by type. */
  readonly recallGained: number
  readonly recallGainedByType: Readonly<Record<string, number>>
  /** Entities of the truth whose name is a word of the lexicon (with its type), and those whose name is not. */
  readonly known: UnseenRecall
  readonly unseen: UnseenRecall
  readonly unseenByType: Readonly<Record<string, UnseenRecall>>
  /** Entities of the truth that both find, and that neither finds. */
  readonly both: number
  readonly neither: number
  /** Those that only one side finds, in order of the data. */
  readonly onlyModel: readonly ComparedEntity[]
  readonly onlyRules: readonly ComparedEntity[]
}

/** Hits among entities that are counted together. */
interface Tally {
  support: number
  model: number
  rules: number
}

/**
 * Scores a model's entities and those of rules on the same records, strictly: start, end and type all agree.
 *
 * @param predicted the model's entities, a list for each record
 * @param labels types that the rules look for; left out: all
 */
export function compareTaggers(
  records: readonly TaggedText[],
  predicted: readonly (readonly Span[])[],
  rules: Rules,
  labels?: readonly string[],
): Comparison {
  const gold = records.map(({ entities }) => entities)
  const tagged = records.map(({ text }) => rules.tag(text, labels))
  const [model, lexicon] = [scoreEntities(gold, predicted), scoreEntities(gold, tagged)]
  const [known, unseen]: [Tally, Tally] = [newTally(), newTally()]
  const byType = new Map<string, Tally>()
  const [onlyModel, onlyRules]: [ComparedEntity[], ComparedEntity[]] = [[], []]
  let [both, neither] = [0, 0]
  for (const [at, { text, entities, origin }] of records.entries()) {
    const [ofModel, ofRules] = [keysOf(predicted[at]!), keysOf(tagged[at]!)]
    for (const entity of entities) {
      const key = rangeKey(entity)
      const hits = { model: ofModel.has(key), rules: ofRules.has(key) }
      const name = text.slice(entity.start, entity.end)
      const isKnown = rules.knows(name, entity.label)
      count(isKnown ? known : unseen, hits)
      if (!isKnown) {
        const ofType = byType.get(entity.label) ?? newTally()
        count(ofType, hits)
        byType.set(entity.label, ofType)
      }
      if (hits.model && hits.rules) both++
      else if (!hits.model && !hits.rules) neither++
      else (hits.model ? onlyModel : onlyRules).push({ ...entity, name, text, origin })
    }
  }
  const types = Object.keys(model.perType)
  return {
    model,
    rules: lexicon,
    recallGained: model.recall - lexicon.recall,
    recallGainedByType: Object.fromEntries(
      types.map((type) => [type, model.perType[type]!.recall - (lexicon.perType[type]?.recall ?? 0)]),
    ),
    known: sharesOf(known),
    unseen: sharesOf(unseen),
    unseenByType: Object.fromEntries([...byType].sort().map(([type, tally]) => [type, sharesOf(tally)])),
    both,
    neither,
    onlyModel,
    onlyRules,
  }
}

const newTally = (): Tally => ({ support: 0, model: 0, rules: 0 })

function count(tally: Tally, hits: { readonly model: boolean; readonly rules: boolean }): void {
  tally.support++
  if (hits.model) tally.model++
  if (hits.rules) tally.rules++
}

const sharesOf = ({ support, model, rules }: Tally): UnseenRecall => ({
  support,
  model: support === 0 ? null : model / support,
  rules: support === 0 ? null : rules / support,
})

const keysOf = (entities: readonly Span[]): Set<string> => new Set(entities.map(rangeKey))
