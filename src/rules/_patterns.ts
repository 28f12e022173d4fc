import { RE2JS, RE2JSException } from 're2js'
import { quote } from '../base/quote.ts'
import type { PatternRule } from './_entries.ts'
import { fail } from './_errors.ts'

/** The group that holds the entity where a pattern has context around it. */
const ENTITY = 'entity'
const FLAGS = { i: RE2JS.CASE_INSENSITIVE, s: RE2JS.DOTALL, m: RE2JS.MULTILINE } as const

/** A pattern ready to search. Every search takes time linear in the text, see docs/decisions/rules.md. */
export interface Pattern {
  readonly rule: PatternRule
  /** The ranges of its matches, in order and apart from each other. Empty ones are none. */
  find(text: string): { readonly start: number; readonly end: number }[]
}

/** @throws E_RULES_PATTERN, E_RULES_PATTERN_EMPTY, E_RULES_FLAGS naming file and line */
export function compilePattern(rule: PatternRule, file: string): Pattern {
  const { pattern, flags, line } = rule
  const place = { file, line }
  const known = [...flags].map((flag) => (flag in FLAGS ? FLAGS[flag as keyof typeof FLAGS] : undefined))
  if (known.includes(undefined) || new Set(flags).size < flags.length)
    throw fail('E_RULES_FLAGS', { flags: quote(flags, 20) }, place)
  const compiled = compile(
    pattern,
    known.reduce<number>((all, flag) => all | flag!, 0),
  )
  if (typeof compiled === 'string')
    throw fail('E_RULES_PATTERN', { pattern: quote(pattern), reason: compiled }, place)
  const hasGroup = ENTITY in compiled.namedGroups()
  if (compiled.matcher('').find()) throw fail('E_RULES_PATTERN_EMPTY', { pattern: quote(pattern) }, place)
  return {
    rule,
    find(text) {
      const found = []
      const matcher = compiled.matcher(text)
      while (matcher.find()) {
        const [start, end] = hasGroup
          ? [matcher.start(ENTITY), matcher.end(ENTITY)]
          : [matcher.start(), matcher.end()]
        // A group that took no part is at −1.
        if (start >= 0 && end > start) found.push({ start, end })
      }
      return found
    },
  }
}

/** The compiled pattern, or what is wrong with it. */
function compile(pattern: string, flags: number): RE2JS | string {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern), flags)
  } catch (error) {
    if (error instanceof RE2JSException) return error.message
    throw error
  }
}
