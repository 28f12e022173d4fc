import { defineErrors } from '../base/errors.ts'
import { defineTexts } from '../base/locale.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import type { Rules } from '../rules/index.ts'
import type { Prediction } from '../tasks/index.ts'
import { type ModelPrediction, requireTagging, type TaskNames } from '../train/index.ts'

const say = defineTexts({
  foreign: {
    zh: '模型没有学过这些类型：{foreign}；只有词典会给出它们。模型的类型：{known}',
    en: 'the model knows none of these types: {foreign}; only the lexicon gives them. The model’s types: {known}',
  },
})

const TYPES_SHOWN = 8

const fail = defineErrors({
  E_CLI_LEXICON_WHICH: {
    zh: { what: '模型 {folder} 有几个实体识别任务：{names}', fix: '数据写作 任务=文件' },
    en: {
      what: 'the model {folder} finds entities in several tasks: {names}',
      fix: 'write the data as TASK=FILE',
    },
  },
  E_CLI_LEXICON_NO_TASK: {
    zh: { what: '模型 {folder} 没有名为 {task} 的实体识别任务', fix: '它的实体识别任务：{names}' },
    en: { what: 'the model {folder} has no task {task} that finds entities', fix: 'those that do: {names}' },
  },
})

/**
 * The task of a model that finds entities.
 *
 * @param name of it, where there are several
 * @throws E_CLI_LEXICON_TASK, E_CLI_LEXICON_WHICH, E_CLI_LEXICON_NO_TASK
 */
export function taggingTask({ folder, tasks }: TaskNames, name?: string): TaskNames['tasks'][number] {
  const all = requireTagging({ folder, tasks })
  const names = all.map((task) => task.name).join(', ')
  if (name === undefined) {
    if (all.length > 1) throw fail('E_CLI_LEXICON_WHICH', { folder, names })
    return all[0]!
  }
  const found = all.find((task) => task.name === name)
  if (!found) throw fail('E_CLI_LEXICON_NO_TASK', { folder, task: quote(name), names })
  return found
}

/** Notes about types that rules give and tasks do not know: a lexicon may add a type, or have misspelt one. */
export function foreignTypes(rules: Rules, tasks: TaskNames['tasks']): { readonly text: string }[] {
  const known = [...new Set(tasks.flatMap(({ labels }) => labels))]
  const foreign = rules.labels.filter((label) => !known.includes(label))
  if (foreign.length === 0) return []
  const list = (labels: readonly string[], hint: (label: string) => string = () => '') => {
    const shown = labels.slice(0, TYPES_SHOWN).map((label) => `${label}${hint(label)}`)
    return [...shown, ...(labels.length > TYPES_SHOWN ? ['…'] : [])].join(', ')
  }
  return [
    {
      text: say('foreign', {
        foreign: list(foreign, (label) => nearestHint(label, known)),
        known: list(known),
      }),
    },
  ]
}

/** The prediction of one task out of what a model says of a text. */
export function predictionOf(prediction: ModelPrediction, name: string): Prediction {
  return 'tasks' in prediction ? prediction.tasks[name]! : prediction
}
