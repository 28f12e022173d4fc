import { defineErrors } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import { reasonAgainst, UNSUPPORTED_NAMES } from './_unsupported.ts'
import { SETTING_NAMES, type Settings, type SettingsInput } from './schema.ts'

const fail = defineErrors({
  E_SETTING_TWICE: {
    zh: { what: '{first} 和 {second} 是同一个设置', fix: '只留一个' },
    en: { what: '{first} and {second} are one setting', fix: 'leave out one of them' },
  },
  E_SETTING_UNSUPPORTED: {
    zh: { what: '{name} 不能取 {value}：{zh}', fix: '去掉它，或按说明改写' },
    en: { what: '{name} cannot be {value}: {en}', fix: 'leave it out, or write what is meant instead' },
  },
  E_SETTING_VALUE: {
    zh: { what: '设置 {name} 不能取 {value}', fix: '允许的值：{allowed}' },
    en: { what: 'the setting {name} cannot be {value}', fix: 'allowed is: {allowed}' },
  },
})

/** Names of Hugging Face's TrainingArguments (and of its example scripts) and the settings they stand for. */
const SAME = {
  num_train_epochs: 'epochs',
  per_device_train_batch_size: 'batchSize',
  gradient_accumulation_steps: 'accumulation',
  learning_rate: 'learningRate',
  weight_decay: 'weightDecay',
  max_grad_norm: 'maxGradNorm',
  label_smoothing_factor: 'labelSmoothing',
  gradient_checkpointing: 'recompute',
  save_total_limit: 'keepBest',
  early_stopping_patience: 'patience',
  max_seq_length: 'maxLength',
  max_length: 'maxLength',
  warmup_steps: 'warmup',
  warmup_ratio: 'warmup',
  lr_scheduler_type: 'schedule',
  eval_steps: 'evaluateEvery',
  eval_strategy: 'evaluateEvery',
  evaluation_strategy: 'evaluateEvery',
  metric_for_best_model: 'metric',
} as const satisfies Readonly<Record<string, keyof Settings>>

type Snake = keyof typeof SAME
type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S
/** Aliases of settings, in snake case and in camel case. */
export type AliasName = Exclude<Snake | Camel<Snake>, keyof SettingsInput>
export type AliasInput = { readonly [name in AliasName]?: number | string | boolean | undefined }

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
/** By every way of writing them; one that is a setting's own name is no alias. */
const both = <T>(entries: readonly (readonly [string, T])[]): Map<string, T> =>
  new Map(entries.flatMap(([name, value]) => [[name, value] as const, [camel(name), value] as const]))
const isOwn = (name: string): boolean => (SETTING_NAMES as string[]).includes(name)

const SNAKE = both(Object.keys(SAME).map((name) => [name, name as Snake]))
const UNSUPPORTED = both(UNSUPPORTED_NAMES.map((name) => [name, name]))

/** The aliases by the setting they stand for, in snake case. */
export const ALIASES: Readonly<Record<string, keyof Settings>> = SAME
/** Every name by which settings may be given, of which some are refused with a reason. */
export const ACCEPTED_NAMES: readonly string[] = [
  ...new Set([...SETTING_NAMES, ...SNAKE.keys(), ...UNSUPPORTED.keys()]),
]

export interface OwnNames {
  readonly values: Record<string, unknown>
  /** The name that each setting was given by. */
  readonly written: ReadonlyMap<string, string>
}

/**
 * Settings by their own names. Arguments that ask for what is done anyway vanish; names that are none pass.
 *
 * @throws E_SETTING_TWICE for two names of one setting, E_SETTING_UNSUPPORTED with the reason, E_SETTING_VALUE
 */
export function ownNames(input: Readonly<Record<string, unknown>>): OwnNames {
  const values: Record<string, unknown> = {}
  const written = new Map<string, string>()
  const put = (own: string, value: unknown, name: string) => {
    const first = written.get(own)
    if (first !== undefined) throw fail('E_SETTING_TWICE', { first, second: name })
    written.set(own, name)
    values[own] = value
  }
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue
    const unsupported = isOwn(name) ? undefined : UNSUPPORTED.get(name)
    const alias = isOwn(name) ? undefined : SNAKE.get(name)
    if (unsupported) {
      const reason = reasonAgainst(unsupported, value)
      if (reason) throw fail('E_SETTING_UNSUPPORTED', { name, value: shown(value), ...reason })
    } else if (alias) for (const [own, meant] of meaningOf(alias, name, value, input)) put(own, meant, name)
    else put(name, value, name)
  }
  return { values, written }
}

/** What an alias says: values of settings, mostly one. */
function meaningOf(
  alias: Snake,
  name: string,
  value: unknown,
  input: Readonly<Record<string, unknown>>,
): (readonly [string, unknown])[] {
  const refuse = (allowed: string) => fail('E_SETTING_VALUE', { name, value: shown(value), allowed })
  switch (alias) {
    case 'warmup_steps':
      if (!Number.isInteger(value) || (value as number) < 0) throw refuse('0, 1, 2 …')
      return [['warmup', value]]
    case 'warmup_ratio':
      if (typeof value !== 'number' || !(value >= 0 && value < 1)) throw refuse('≥ 0, < 1')
      return [['warmup', value]]
    case 'lr_scheduler_type':
      if (value === 'linear' || value === 'cosine') return [['schedule', value]]
      if (value === 'constant_with_warmup') return [['schedule', 'constant']]
      // In Hugging Face's scheduler of this name nothing warms up.
      if (value === 'constant')
        return [
          ['schedule', 'constant'],
          ['warmup', 0],
        ]
      throw refuse('linear | cosine | constant | constant_with_warmup')
    case 'eval_strategy':
    case 'evaluation_strategy':
      if (value === 'epoch') return [['evaluateEvery', 0]]
      if (value !== 'steps') throw refuse('epoch | steps')
      if (['eval_steps', 'evalSteps', 'evaluateEvery'].some((other) => input[other] !== undefined)) return []
      throw refuse('epoch | steps + eval_steps')
    case 'metric_for_best_model':
      return [['metric', typeof value === 'string' ? value.replace(/^eval_/, '') : value]]
    default:
      return [[SAME[alias], value]]
  }
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? quote(value) : (JSON.stringify(value) ?? '?')
