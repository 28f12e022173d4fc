import type { ModelPrediction, Prediction } from '../tasks/index.ts'
import type { RuledTagging } from './ruled.ts'

/**
 * A prediction as it is shown to users and sent to programs: scores of four digits, a text once where several tasks
 * speak of it.
 */
export function shownPrediction(prediction: ModelPrediction): object {
  if (!('tasks' in prediction)) return rounded(prediction)
  const tasks = Object.entries(prediction.tasks).map(([name, own]) => {
    const { text: _, ...rest } = rounded(own)
    return [name, rest]
  })
  return { text: prediction.text, tasks: Object.fromEntries(tasks) }
}

function rounded(prediction: Prediction): Prediction {
  if ('label' in prediction) {
    const { scores } = prediction
    return {
      ...prediction,
      score: fourDigits(prediction.score),
      ...(scores && { scores: allRounded(scores) }),
    }
  }
  if ('labels' in prediction) return { ...prediction, scores: allRounded(prediction.scores) }
  const shown = (entities: RuledTagging['entities']) =>
    entities.map((entity) => ({ ...entity, score: fourDigits(entity.score) }))
  const { text, entities, removed }: RuledTagging = prediction
  return { text, entities: shown(entities), ...(removed && { removed: shown(removed) }) } as Prediction
}

const allRounded = (scores: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(scores).map(([label, score]) => [label, fourDigits(score)]))

export const fourDigits = (score: number): number => Math.round(score * 1e4) / 1e4
