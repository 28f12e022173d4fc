import { defineErrors } from '../base/errors.ts'
import { nearestHint } from '../base/nearest.ts'
import { quote } from '../base/quote.ts'

const fail = defineErrors({
  E_PATTERN_UNUSED: {
    zh: { what: '没有参数的名字符合 {pattern}{near}', fix: '* 代表任意字符，例如 bert.encoder.layer.0.*' },
    en: {
      what: 'no parameter has a name like {pattern}{near}',
      fix: '* stands for any characters, as in bert.encoder.layer.0.*',
    },
  },
})

/** Whether a name is as the pattern says, where `*` stands for any characters. */
export function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(name)
}

/** A pattern that nothing matches is a mistake. @throws E_PATTERN_UNUSED with the nearest name */
export function checkPatterns(patterns: readonly string[], names: readonly string[]): void {
  for (const pattern of patterns) {
    if (names.some((name) => matches(pattern, name))) continue
    throw fail('E_PATTERN_UNUSED', { pattern: quote(pattern), near: nearestHint(pattern, names) })
  }
}
