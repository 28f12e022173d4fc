import { matches, parseSettings, type Settings } from '../config/index.ts'
import type { EarlierTask } from './continue.ts'

/** What a run of several tasks says of one of them. */
export interface TaskOfSeveral extends Pick<EarlierTask, 'name' | 'kind' | 'prefix' | 'labels'> {
  /** Names of the parameters that the task uses: the encoder's, and its head's under `prefix`. */
  readonly parameters: readonly string[]
}

/**
 * The settings of a run of several tasks as they stand for one of them alone: what speaks of the other tasks is left
 * out, and what speaks of its own head by the names it has among several, by those it has alone.
 */
export function settingsAlone(
  given: Readonly<Record<string, unknown>>,
  { name, kind, prefix, labels, parameters }: TaskOfSeveral,
): Settings {
  const { metric: _, ...settings } = parseSettings(given)
  const { rates, taskRates, freeze, classWeights, head, headLearningRate } = settings
  const alone = (parameter: string) =>
    parameter.startsWith(prefix) ? parameter.slice(prefix.length) : parameter
  const rated = parameters.flatMap((parameter) => {
    const pattern = Object.keys(rates).findLast((candidate) => matches(candidate, parameter))
    return pattern === undefined ? [] : [[alone(parameter), rates[pattern]!] as const]
  })
  const own = taskRates[name] ?? headLearningRate
  return {
    ...settings,
    ...(own !== undefined && { headLearningRate: own }),
    taskRates: {},
    rates: Object.fromEntries(rated),
    freeze: parameters.filter((parameter) => freeze.some((p) => matches(p, parameter))).map(alone),
    classWeights: typeof classWeights === 'string' ? classWeights : weightsAmong(classWeights, labels),
    head: kind === 'ner' ? head : 'softmax',
    auto: 0,
    compareSingle: false,
  }
}

function weightsAmong(table: Readonly<Record<string, number>>, labels: readonly string[]) {
  const own = Object.entries(table).filter(([label]) => labels.includes(label))
  return own.length === 0 ? ('none' as const) : Object.fromEntries(own)
}
