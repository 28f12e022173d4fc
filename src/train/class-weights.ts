import { defineErrors } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import type { Settings } from '../config/index.ts'
import type { AnyTask, Example } from '../tasks/index.ts'

const fail = defineErrors({
  E_CLASS_WEIGHT: {
    zh: { what: 'classWeights 里的标签 {label} 不在数据中{near}', fix: '可用的标签：{known}' },
    en: {
      what: 'classWeights names the label {label}, which the data lacks{near}',
      fix: 'the labels are: {known}',
    },
  },
})

/**
 * What a target of each class counts in the loss, by class number; undefined where all count the same.
 * `balanced` gives a label n / (k · its count) as scikit-learn does; in tagging the k labels are the entity types,
 * counted by their tokens, and tokens outside of entities count 1.
 *
 * @throws E_CLASS_WEIGHT for a label that no task has
 */
export function classWeightsOf(
  task: AnyTask,
  examples: readonly Example[],
  setting: Settings['classWeights'],
): readonly number[] | undefined {
  if (setting === 'none') return undefined
  const table = setting === 'balanced' ? balanced(task, examples) : new Map(Object.entries(setting))
  return task.classes.map((name) => table.get(labelOf(task, name)) ?? 1)
}

/** @throws E_CLASS_WEIGHT for a label that none of the tasks has */
export function checkClassWeights(tasks: readonly AnyTask[], setting: Settings['classWeights']): void {
  if (typeof setting === 'string') return
  const known = tasks.flatMap(({ labels }) => labels)
  for (const label of Object.keys(setting)) {
    if (known.includes(label)) continue
    throw fail('E_CLASS_WEIGHT', {
      label: quote(label),
      near: nearestHint(label, known, quote),
      known: known.join(', '),
    })
  }
}

function balanced(task: AnyTask, examples: readonly Example[]): Map<string, number> {
  const counts = new Map<string, number>(task.labels.map((label) => [label, 0]))
  for (const { targets } of examples) {
    for (const target of targets) {
      const label = target < 0 ? '' : labelOf(task, task.classes[target]!)
      const before = counts.get(label)
      if (before !== undefined) counts.set(label, before + 1)
    }
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return new Map([...counts].map(([label, count]) => [label, total / (counts.size * Math.max(1, count))]))
}

/** The label that a class of the head stands for: a tag's entity type, or the class itself. */
function labelOf(task: AnyTask, name: string): string {
  return task.kind === 'ner' ? name.slice(2) : name
}
