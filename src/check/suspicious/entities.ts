import type { Span, TaggedText } from '../../data/index.ts'
import type { EntityOpinion, Judged, Suspicion } from './opinion.ts'

type Scored = EntityOpinion['entities'][number]

/** A type that models find less often than this is not learned well enough for their silence to mean anything. */
const LEAST_RECALL = 0.5

/**
 * Entities that are doubted. What the model says counts where its score reaches the mean score of its right answers of
 * the type (the threshold of confident learning), and is ranked by that score. What is annotated and the model does
 * not find has no score: its type's recall takes its place, the share of such entities that the model does find.
 */
export function suspiciousEntities(
  records: readonly TaggedText[],
  opinions: readonly EntityOpinion[],
): Suspicion[] {
  const { thresholds, recall } = learn(records, opinions)
  const suspicions: Suspicion[] = []
  for (const [index, { entities: gold }] of records.entries()) {
    const { entities: predicted } = opinions[index]!
    const met = new Set<Span>()
    for (const entity of predicted) {
      const rival = rivalOf(entity, gold)
      if (rival) met.add(rival)
      if (rival && isEqual(rival, entity)) continue
      if (entity.score < (thresholds.get(entity.label) ?? Infinity)) continue
      suspicions.push({
        index,
        kind: rival ? (isSameRange(rival, entity) ? 'type' : 'boundary') : 'missing',
        score: entity.score,
        ...(rival && { given: judged(rival) }),
        suggested: judged(entity),
      })
    }
    for (const entity of gold) {
      const score = recall.get(entity.label) ?? 0
      if (met.has(entity) || score < LEAST_RECALL || predicted.some((other) => overlaps(other, entity)))
        continue
      suspicions.push({ index, kind: 'spurious', score, given: judged(entity) })
    }
  }
  return suspicions.sort((a, b) => b.score - a.score || a.index - b.index)
}

/** For each type, the mean score of right predictions and the share of entities that were found. */
function learn(records: readonly TaggedText[], opinions: readonly EntityOpinion[]) {
  const right = new Map<string, { score: number; found: number }>()
  const all = new Map<string, number>()
  for (const [index, { entities: gold }] of records.entries()) {
    for (const { label } of gold) all.set(label, (all.get(label) ?? 0) + 1)
    for (const entity of opinions[index]!.entities) {
      if (!gold.some((span) => isEqual(span, entity))) continue
      const { score, found } = right.get(entity.label) ?? { score: 0, found: 0 }
      right.set(entity.label, { score: score + entity.score, found: found + 1 })
    }
  }
  return {
    thresholds: new Map([...right].map(([label, { score, found }]) => [label, score / found - 1e-12])),
    recall: new Map([...all].map(([label, count]) => [label, (right.get(label)?.found ?? 0) / count])),
  }
}

/** The annotated entity that a predicted one speaks about: the same one, else the same range, else what it overlaps most. */
function rivalOf(entity: Scored, gold: readonly Span[]): Span | undefined {
  const near = gold.filter((span) => overlaps(span, entity))
  const shared = (span: Span) => Math.min(span.end, entity.end) - Math.max(span.start, entity.start)
  const best = near.sort((a, b) => shared(b) - shared(a) || a.start - b.start)[0]
  return near.find((span) => isEqual(span, entity)) ?? near.find((span) => isSameRange(span, entity)) ?? best
}

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end
const isSameRange = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end
const isEqual = (a: Span, b: Span): boolean => isSameRange(a, b) && a.label === b.label
const judged = ({ label, start, end }: Span): Judged => ({ label, characters: [start, end] })
