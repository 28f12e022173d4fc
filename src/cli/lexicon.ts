import { defineErrors } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import type { Prediction } from '../tasks/index.ts'
import { type ModelPrediction, requireTagging, type TaskNames } from '../train/index.ts'

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

/** The prediction of one task out of what a model says of a text. */
export function predictionOf(prediction: ModelPrediction, name: string): Prediction {
  return 'tasks' in prediction ? prediction.tasks[name]! : prediction
}
