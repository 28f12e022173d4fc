import { defineErrors } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import { recordLabels } from '../data/index.ts'
import type { TaskKind } from '../tasks/index.ts'
import type { Outcomes } from './outcomes.ts'

const fail = defineErrors({
  E_EVALUATION_OTHER_TASK: {
    zh: { what: '两边的任务不同：{task} 和 {other}', fix: '用同一种任务的模型和数据' },
    en: { what: 'the tasks differ: {task} and {other}', fix: 'use models and data of one kind of task' },
  },
  E_EVALUATION_LACKS_CLASS: {
    zh: {
      what: '数据中的类别 {label} 在用来比较的模型里没有{near}',
      fix: '换一个认得数据中全部类别的模型来比较，或在不含这个类别的数据上比较',
    },
    en: {
      what: 'the model to compare with lacks the class {label} of the data{near}',
      fix: 'compare with a model that knows every class of the data, or on data without that class',
    },
  },
})

/** @param folder of the model that the other outcomes are of, if it is known @throws E_EVALUATION_OTHER_TASK */
export function requireSameTask(task: TaskKind, other: TaskKind, folder?: string): void {
  if (task === other) return
  throw fail('E_EVALUATION_OTHER_TASK', { task, other }, folder === undefined ? undefined : { file: folder })
}

/**
 * Refuses a model that could not be scored on the records of these outcomes. Entities of types that it does not know are
 * ones that it misses.
 *
 * @throws E_EVALUATION_OTHER_TASK, E_EVALUATION_LACKS_CLASS
 */
export function requireComparable(
  { task, records }: Pick<Outcomes, 'task' | 'records'>,
  other: { readonly folder: string; readonly kind: TaskKind; readonly labels: readonly string[] },
): void {
  const { folder, kind, labels } = other
  requireSameTask(task, kind, folder)
  if (task === 'ner') return
  const known = new Set(labels)
  for (const label of records.flatMap(recordLabels))
    if (!known.has(label)) {
      const near = nearestHint(label, labels, quote)
      throw fail('E_EVALUATION_LACKS_CLASS', { label: quote(label), near }, { file: folder })
    }
}
