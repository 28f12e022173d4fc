import { firstOf } from '../base/first-of.ts'
import { defineTexts } from '../base/locale.ts'
import { nearestHint } from '../base/nearest.ts'
import type { Rules } from '../rules/index.ts'
import { requireTagging, ruledTypes, type TaskName, type TaskNames } from './ruled.ts'

const say = defineTexts({
  foreign: {
    zh: '模型没有学过这些类型：{foreign}；只有词典会给出它们。模型的类型：{known}',
    en: 'the model knows none of these types: {foreign}; only the lexicon gives them. The model’s types: {known}',
  },
  idle: {
    zh: '任务 {tasks} 没有学过这些类型：{foreign}；相应的规则不起作用。学过的类型：{known}',
    en: 'these types are unknown to {tasks}: {foreign}; rules that give them do nothing. Known there: {known}',
  },
})

const TYPES_SHOWN = 8

/** `count` is of types. */
interface ForeignNote {
  readonly code: 'foreignTypes' | 'idleTypes'
  readonly count: number
  readonly text: string
}

/**
 * Notes about types that rules give and tasks do not know: a lexicon may add a type, or have misspelt one.
 *
 * @param tasks those that the rules are for; left out: all that find entities
 * @throws E_CLI_LEXICON_TASK where the model finds none
 */
export function foreignTypes(
  rules: Rules,
  model: TaskNames,
  tasks: readonly TaskName[] = requireTagging(model),
): ForeignNote[] {
  const known = [...new Set(tasks.flatMap(({ labels }) => labels))]
  const foreign = rules.labels.filter((label) => !known.includes(label))
  if (foreign.length === 0) return []
  const list = (labels: readonly string[], hint: (label: string) => string = () => '') =>
    firstOf(
      labels.map((label) => `${label}${hint(label)}`),
      TYPES_SHOWN,
    )
  const values = { foreign: list(foreign, (label) => nearestHint(label, known)), known: list(known) }
  const areGiven = tasks.some((task) => ruledTypes(model, task) === undefined)
  const count = foreign.length
  if (areGiven) return [{ code: 'foreignTypes', count, text: say('foreign', values) }]
  const named = { ...values, tasks: tasks.map(({ name }) => name).join(', ') }
  return [{ code: 'idleTypes', count, text: say('idle', named) }]
}
