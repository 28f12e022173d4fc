import * as z from 'zod'
import { defineErrors } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import { ownNames } from './aliases.ts'
import { checkConflicts } from './conflicts.ts'
import { type Settings, schema } from './schema.ts'

const fail = defineErrors({
  E_SETTING_UNKNOWN: {
    zh: { what: '没有名为 {name} 的设置{near}', fix: '可用的设置：{known}' },
    en: { what: 'there is no setting named {name}{near}', fix: 'the settings are: {known}' },
  },
  E_SETTING_VALUE: {
    zh: { what: '设置 {name} 不能取 {value}', fix: '允许的值：{allowed}' },
    en: { what: 'the setting {name} cannot be {value}', fix: 'allowed is: {allowed}' },
  },
})

/**
 * Fills in defaults and checks every value, and that values go together. Names of Hugging Face's TrainingArguments
 * are understood. Beside `l2` there is no weight decay unless it is given.
 *
 * @throws E_SETTING_UNKNOWN with the nearest known name, E_SETTING_VALUE, E_SETTING_TWICE, E_SETTING_UNSUPPORTED,
 * E_SETTING_CRF_LOSS, E_SETTING_FGM_FROZEN
 */
export function parseSettings(input: Readonly<Record<string, unknown>>): Settings {
  const { values, written } = ownNames(input)
  const data = parseBy(schema, values, written)
  const settings = data.l2 > 0 && values.weightDecay === undefined ? { ...data, weightDecay: 0 } : data
  checkConflicts(settings)
  return settings
}

/**
 * Fills in defaults of any table of settings and checks names and values.
 *
 * @param written what settings were called by the user, where it was by another name
 * @throws E_SETTING_UNKNOWN with the nearest known name, E_SETTING_VALUE
 */
export function parseBy<S extends z.ZodRawShape>(
  table: z.ZodObject<S, z.core.$strict>,
  values: Readonly<Record<string, unknown>>,
  written: ReadonlyMap<string, string> = new Map(),
): z.output<z.ZodObject<S, z.core.$strict>> {
  const names = Object.keys(table.shape)
  for (const name of Object.keys(values)) {
    if (names.includes(name)) continue
    throw fail('E_SETTING_UNKNOWN', { name, near: nearestHint(name, names), known: names.join(', ') })
  }
  const parsed = table.safeParse(values)
  if (!parsed.success) throw wrongValue(parsed.error.issues[0]!, table.shape, values, written)
  return parsed.data
}

/** The setting is named as the user wrote it. */
function wrongValue(
  issue: z.core.$ZodIssue,
  rules: z.ZodRawShape,
  values: Readonly<Record<string, unknown>>,
  written: ReadonlyMap<string, string>,
): Error {
  const [own, ...inner] = issue.path as string[]
  const name = [written.get(own!) ?? own, ...inner].join('.')
  const value = issue.path.reduce<unknown>(
    (outer, key) => (outer as Record<PropertyKey, unknown>)[key],
    values,
  )
  return fail('E_SETTING_VALUE', { name, value: shown(value), allowed: allowedBy(issue, rules[own!]) })
}

function shown(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  return typeof value === 'object' ? quote(JSON.stringify(value)) : String(value)
}

/**
 * What a rule allows, in signs rather than words, so that it reads the same in every language.
 *
 * @param setting the whole setting's rule
 */
function allowedBy(issue: z.core.$ZodIssue, setting: z.core.$ZodType | undefined): string {
  switch (issue.code) {
    case 'too_small':
      return `${issue.inclusive ? '≥' : '>'} ${issue.minimum}`
    case 'too_big':
      return `${issue.inclusive ? '≤' : '<'} ${issue.maximum}`
    case 'invalid_value':
      return issue.values.join(' | ')
    case 'invalid_type':
      if (issue.expected === 'int' || issue.expected === 'number') return numbersOf(issue.expected, setting)
      return TYPE_SIGNS[issue.expected] ?? issue.expected
    case 'invalid_union': {
      const rules = issue.errors.flatMap(([first]) => (first ? [allowedBy(first, setting)] : []))
      return [...new Set(rules)].join(' | ')
    }
    default:
      return issue.message
  }
}

/** A few of the numbers that a setting takes: a text is told as no number, whatever number it may be. */
function numbersOf(expected: string, setting: z.core.$ZodType | undefined): string {
  const takes = (value: number) => setting !== undefined && z.safeParse(setting, value).success
  const isWhole = expected === 'int' || (takes(8) && !takes(0.5))
  if (!isWhole) return '1, 0.5, 2e-5 …'
  return takes(0) ? '0, 1, 2 …' : '1, 2, 3 …'
}

const TYPE_SIGNS: Readonly<Record<string, string>> = {
  boolean: 'true | false',
  string: '"…"',
  array: '["…"]',
  record: '{ "…": 1 }',
}
