import type * as z from 'zod'
import { defineErrors } from '../base/errors.ts'
import { nearestName } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'
import { SETTING_NAMES, type Settings, schema } from './schema.ts'

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
 * Fills in defaults and checks every value.
 *
 * @throws E_SETTING_UNKNOWN with the nearest known name, E_SETTING_VALUE
 */
export function parseSettings(input: Readonly<Record<string, unknown>>): Settings {
  for (const name of Object.keys(input)) {
    if ((SETTING_NAMES as string[]).includes(name)) continue
    const near = nearestName(name, SETTING_NAMES)
    throw fail('E_SETTING_UNKNOWN', {
      name,
      near: near ? ` (≈ ${near})` : '',
      known: SETTING_NAMES.join(', '),
    })
  }
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const name = issue.path.join('.')
  const value = issue.path.reduce<unknown>(
    (outer, key) => (outer as Record<PropertyKey, unknown>)[key],
    input,
  )
  throw fail('E_SETTING_VALUE', { name, value: shown(value), allowed: allowedBy(issue) })
}

function shown(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  return typeof value === 'object' ? quote(JSON.stringify(value)) : String(value)
}

/** What a rule allows, in signs rather than words, so that it reads the same in every language. */
function allowedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `${issue.inclusive ? '≥' : '>'} ${issue.minimum}`
    case 'too_big':
      return `${issue.inclusive ? '≤' : '<'} ${issue.maximum}`
    case 'invalid_value':
      return issue.values.join(' | ')
    case 'invalid_type':
      return TYPE_SIGNS[issue.expected] ?? issue.expected
    case 'invalid_union': {
      const rules = issue.errors.flatMap(([first]) => (first ? [allowedBy(first)] : []))
      return [...new Set(rules)].join(' | ')
    }
    default:
      return issue.message
  }
}

const TYPE_SIGNS: Readonly<Record<string, string>> = {
  int: '1, 2, 3 …',
  number: '1, 0.5, 2e-5 …',
  boolean: 'true | false',
  string: '"…"',
  array: '["…"]',
  record: '{ "…": 1 }',
}
