import { defineErrors } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import { labelThresholds, type SamplePrediction, withThreshold } from '../tasks/index.ts'
import { type ClaimedModel, claimModel } from './claim-model.ts'
import { saveDescription } from './save-model.ts'

const fail = defineErrors({
  E_THRESHOLDS_TASK: {
    zh: { what: '模型里没有名为 {task} 的多标签任务', fix: '多标签任务：{known}' },
    en: {
      what: 'the model has no task {task} of several labels a text',
      fix: 'tasks of several labels: {known}',
    },
  },
  E_THRESHOLDS_LABELS: {
    zh: { what: '阈值的标签与模型不一致：{odd}', fix: '给模型的每个标签各一个阈值：{known}' },
    en: {
      what: 'the labels of the thresholds are not the model’s: {odd}',
      fix: 'give a threshold for each label of the model: {known}',
    },
  },
  E_THRESHOLDS_RANGE: {
    zh: { what: '标签 {label} 的阈值不能是 {value}', fix: '阈值须大于 0、不超过 1' },
    en: { what: 'the threshold of {label} cannot be {value}', fix: 'it must be more than 0 and at most 1' },
  },
})

/**
 * Stores in a saved model from which probability on each label of a task is given. Whatever opens the model from then
 * on, or exports it, decides by them. The one file that says so is replaced in one step.
 *
 * @param run a run folder (its `best` is taken), or a model folder
 * @param task its name
 * @param thresholds by label, each in (0, 1]
 * @returns the model folder
 * @throws E_THRESHOLDS_TASK, E_THRESHOLDS_LABELS, E_THRESHOLDS_RANGE, E_FILE_WRITE and what `claimModel` throws
 */
export function saveThresholds(run: string, task: string, thresholds: ReadonlyMap<string, number>): string {
  const model = claimModel(run)
  try {
    writeThresholds(model, task, thresholds)
  } finally {
    model.release()
  }
  return model.path
}

function writeThresholds(
  { folder, tasks, digests }: ClaimedModel,
  task: string,
  thresholds: ReadonlyMap<string, number>,
): void {
  const several = tasks.filter(({ description }) => description.kind === 'multi')
  const own = several.find(({ name }) => name === task)
  if (!own) {
    const known = several.map(({ name }) => name).join(', ') || '–'
    throw fail('E_THRESHOLDS_TASK', { task: quote(task), known }, { file: folder })
  }
  const { labels } = own.description
  const odd = [
    ...labels.filter((label) => !thresholds.has(label)),
    ...[...thresholds.keys()].filter((label) => !labels.includes(label)),
  ]
  if (odd.length > 0)
    throw fail('E_THRESHOLDS_LABELS', { odd: odd.map(quote).join(', '), known: labels.join(', ') })
  for (const [label, value] of thresholds)
    if (!(value > 0 && value <= 1)) throw fail('E_THRESHOLDS_RANGE', { label: quote(label), value })
  const chosen = labels.map((label) => thresholds.get(label)!)
  const isOne = chosen.every((value) => value === chosen[0])
  const { threshold: _, thresholds: __, ...rest } = own.description
  const description = { ...rest, ...(isOne ? { threshold: chosen[0]! } : { thresholds: chosen }) }
  const decided = labelThresholds(labels, description)
  // What the samples' probabilities say from now on: opening the model compares with them.
  const samples = own.samples.map(({ text, prediction }): SamplePrediction => {
    if (!('labels' in prediction)) return { text, prediction }
    return { text, prediction: withThreshold(prediction, labels, decided) }
  })
  saveDescription(folder, {
    tasks: tasks.map((saved) => (saved === own ? { ...own, description, samples } : saved)),
    digests,
  })
}
