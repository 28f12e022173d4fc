import { defineErrors } from '../base/errors.ts'
import { applyRules, type Rules } from '../rules/index.ts'
import type { ModelPrediction, Prediction, TaggingOutput, TaskKind } from '../tasks/index.ts'

const fail = defineErrors({
  E_CLI_LEXICON_TASK: {
    zh: { what: '模型 {folder} 没有实体识别任务，用不上词典', fix: '去掉 --lexicon，或换用实体识别的模型' },
    en: {
      what: 'the model {folder} finds no entities, so a lexicon says nothing to it',
      fix: 'leave out --lexicon, or take a model that finds entities',
    },
  },
})

/** What is needed to know of a task. */
export interface TaskName {
  readonly name: string
  readonly kind: TaskKind
  readonly labels: readonly string[]
}

/** What is needed to know of a model. */
export interface TaskNames {
  readonly folder: string
  readonly tasks: readonly TaskName[]
}

/** The tasks that find entities, one at least. @throws E_CLI_LEXICON_TASK */
export function requireTagging({ folder, tasks }: TaskNames): readonly TaskName[] {
  const tagging = tasks.filter(({ kind }) => kind === 'ner')
  if (tagging.length === 0) throw fail('E_CLI_LEXICON_TASK', { folder })
  return tagging
}

/** A prediction that rules had their say on; what they took away is told beside it. */
export interface RuledTagging extends TaggingOutput {
  readonly removed?: TaggingOutput['entities']
}

/**
 * The types that rules may give to a task. In a model of several tasks a rule speaks to those that know its type; the
 * only task of a model takes types that it does not know, too: undefined.
 */
export const ruledTypes = ({ tasks }: TaskNames, { labels }: TaskName): readonly string[] | undefined =>
  tasks.length > 1 ? labels : undefined

/** Lets rules override what a model says of a text, each task within its `ruledTypes`. */
export function override(prediction: ModelPrediction, rules: Rules, facts: TaskNames): ModelPrediction {
  if (!('tasks' in prediction)) return ruled(prediction, rules)
  const tasks = Object.entries(prediction.tasks).map(([name, own]) => {
    const task = facts.tasks.find((task) => task.name === name)!
    return [name, ruled(own, rules, ruledTypes(facts, task))]
  })
  return { text: prediction.text, tasks: Object.fromEntries(tasks) }
}

function ruled(prediction: Prediction, rules: Rules, labels?: readonly string[]): Prediction {
  if (!('entities' in prediction)) return prediction
  const { text, entities, removed } = applyRules(prediction, rules, labels)
  const output: RuledTagging = { text, entities, ...(removed.length > 0 && { removed }) }
  return output
}
