import type { LabelledPair, LabelledText, MultiLabelText } from '../../data/index.ts'
import { confidentJoint } from './confident-joint.ts'
import type { ClassOpinion, MultiOpinion, Suspicion } from './opinion.ts'

/**
 * Records whose class is doubted, by the confident joint.
 *
 * Without `scores`, what the best class leaves is shared out evenly among the others, (1 − score) / (classes − 1): an
 * approximation.
 */
export function suspiciousClasses(
  records: readonly (LabelledText | LabelledPair)[],
  opinions: readonly ClassOpinion[],
): Suspicion[] {
  const labels = [...new Set(records.map(({ label }) => label))].sort()
  const numbers = new Map(labels.map((label, number) => [label, number]))
  const given = Int32Array.from(records, ({ label }) => numbers.get(label)!)
  const probabilities = opinions.map((opinion) =>
    Float64Array.from(labels, (label) => probabilityOf(opinion, label, labels.length)),
  )
  const { ranked } = confidentJoint(given, probabilities, labels.length)
  return ranked.map(({ record, suggested, margin }) => ({
    index: record,
    kind: 'class',
    score: (1 - margin) / 2,
    given: { label: records[record]!.label },
    suggested: { label: labels[suggested]! },
  }))
}

function probabilityOf({ label, score, scores }: ClassOpinion, asked: string, classes: number): number {
  // A fold may lack a rare class altogether: its model gives it nothing.
  if (scores) return scores[asked] ?? 0
  return asked === label ? score : (1 - score) / Math.max(1, classes - 1)
}

/** Labels of texts with several that are doubted: for each label, having it and lacking it are the two classes. */
export function suspiciousLabels(
  records: readonly MultiLabelText[],
  opinions: readonly MultiOpinion[],
): Suspicion[] {
  const labels = [...new Set(records.flatMap((record) => record.labels))].sort()
  const suspicions = labels.flatMap((label) => {
    const given = Int32Array.from(records, (record) => (record.labels.includes(label) ? 1 : 0))
    const probabilities = opinions.map(({ scores }) => {
      const probability = scores[label] ?? 0
      return [1 - probability, probability]
    })
    return confidentJoint(given, probabilities, 2).ranked.map(
      ({ record, suggested, margin }): Suspicion => ({
        index: record,
        kind: suggested === 1 ? 'missing' : 'spurious',
        score: (1 - margin) / 2,
        ...(suggested === 1 ? { suggested: { label } } : { given: { label } }),
      }),
    )
  })
  return suspicions.sort((a, b) => b.score - a.score || a.index - b.index)
}
