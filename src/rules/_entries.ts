import type { Place } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import { RESERVED } from './_borders.ts'
import { fail } from './_errors.ts'

/** `force`: what matches is an entity; `forbid`: what matches, or lies within, is none. */
export const ACTIONS = ['force', 'forbid'] as const
export type Action = (typeof ACTIONS)[number]

/** Any type, for `forbid`. */
export const ANY = '*'

/** A word of a lexicon. */
export interface WordRule {
  readonly word: string
  /** An entity type; with `forbid` also `*`. */
  readonly label: string
  readonly action: Action
  /** Where the rule stands in its file, from 1. */
  readonly line: number
}

/** A regular expression. */
export interface PatternRule {
  readonly pattern: string
  /** Of `i`, `s` and `m`. */
  readonly flags: string
  readonly label: string
  readonly action: Action
  readonly line: number
}

/** What a file holds, before anything is made of it. */
export interface RuleFile {
  readonly words: readonly WordRule[]
  readonly patterns: readonly PatternRule[]
}

/** Names are short; what is longer is a text by mistake. */
export const LONGEST_WORD = 256

/** @throws E_RULES_WORD */
export function checkWord(word: string, place: Place): string {
  if (
    word === '' ||
    word !== word.trim() ||
    word.length > LONGEST_WORD ||
    /[\n\r]|\p{Surrogate}/u.test(word) ||
    RESERVED.test(word)
  )
    throw fail('E_RULES_WORD', { word: quote(word, 40), limit: LONGEST_WORD }, place)
  return word
}

/** @throws E_RULES_TYPE */
export function checkLabel(label: string, action: Action, place: Place): string {
  const isName = label !== '' && label === label.trim() && !/[\n\r\t\0]/.test(label)
  if (!isName || (label === ANY && action === 'force'))
    throw fail('E_RULES_TYPE', { label: quote(label, 40) }, place)
  return label
}

/** @throws E_RULES_ACTION */
export function checkAction(action: string, place: Place): Action {
  const known = ACTIONS.find((name) => name === action)
  if (!known) throw fail('E_RULES_ACTION', { action: quote(action, 40) }, place)
  return known
}
