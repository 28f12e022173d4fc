import { firstOf } from '../base/first-of.ts'
import { defineTexts } from '../base/locale.ts'
import { nearestHint } from '../base/nearest.ts'
import type { Rules } from '../rules/index.ts'
import type { TaskNames } from './ruled.ts'

const say = defineTexts({
  foreign: {
    zh: '模型没有学过这些类型：{foreign}；只有词典会给出它们。模型的类型：{known}',
    en: 'the model knows none of these types: {foreign}; only the lexicon gives them. The model’s types: {known}',
  },
})

const TYPES_SHOWN = 8

/** Notes about types that rules give and tasks do not know: a lexicon may add a type, or have misspelt one. */
export function foreignTypes(rules: Rules, tasks: TaskNames['tasks']): { readonly text: string }[] {
  const known = [...new Set(tasks.flatMap(({ labels }) => labels))]
  const foreign = rules.labels.filter((label) => !known.includes(label))
  if (foreign.length === 0) return []
  const list = (labels: readonly string[], hint: (label: string) => string = () => '') =>
    firstOf(
      labels.map((label) => `${label}${hint(label)}`),
      TYPES_SHOWN,
    )
  return [
    {
      text: say('foreign', {
        foreign: list(foreign, (label) => nearestHint(label, known)),
        known: list(known),
      }),
    },
  ]
}
