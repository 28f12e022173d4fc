import { defineErrors } from '../base/errors.ts'
import { quote } from '../base/quote.ts'
import type { Flag } from './setting-flags.ts'
import { failUsage } from './usage-errors.ts'

const fail = defineErrors({
  E_CLI_KEY_TWICE: {
    zh: { what: '{flag} 给了 {key} 两个值', fix: '只留一个' },
    en: { what: '{flag} gives {key} two values', fix: 'leave out one of them' },
  },
})

export const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const WHOLE = /^[+-]?\d+$/

type Reader = (text: string, before?: unknown) => unknown

/** How the text behind an option becomes its value; a repeatable one adds to what came before. */
export function readerOf({ flag, sign, from }: Pick<Flag, 'flag' | 'sign' | 'from'>): Reader {
  const refuse = (text: string, allowed: string) =>
    failUsage('E_CLI_VALUE', { flag, value: quote(text), allowed, near: '' })
  const decimal = (text: string, whole = text): number => {
    if (DECIMAL.test(text)) return Number(text)
    throw refuse(whole, sign === 'X' ? '1, 0.5, 2e-5 …' : sign!)
  }
  const entry = (text: string, before: object = {}): object => {
    // Patterns and labels may hold `=`; numbers do not.
    const at = text.lastIndexOf('=')
    if (at < 1) throw refuse(text, sign!)
    const key = text.slice(0, at)
    if (Object.hasOwn(before, key)) throw fail('E_CLI_KEY_TWICE', { flag, key: quote(key) })
    return { ...before, [key]: decimal(text.slice(at + 1), text) }
  }
  switch (sign) {
    case 'N':
      return (text) => {
        if (WHOLE.test(text)) return Number(text)
        throw refuse(text, wholeNumbers(from ?? 1))
      }
    case 'X':
      return (text) => decimal(text)
    case 'all|N':
    case 'SIZE':
    case 'COLUMN':
      // What is no number is the schema's to judge.
      return (text) => (WHOLE.test(text) ? Number(text) : text)
    case 'METHOD':
    case 'PATTERN':
      return (text, before = []) => [...(before as string[]), text]
    case 'PATTERN=X':
    case 'TASK=X':
      return (text, before) => entry(text, before as object | undefined)
    case 'balanced|LABEL=X':
      return (text, before) => {
        if (before === undefined && !text.includes('=')) return text
        if (typeof before === 'string') throw fail('E_CLI_KEY_TWICE', { flag, key: quote(before) })
        return entry(text, before as object | undefined)
      }
    default:
      return (text) => text
  }
}

/** Reads a whole number that is not too small. @throws E_CLI_VALUE */
export function atLeast(flag: string, least: number): (text: string) => number {
  return (text) => {
    if (WHOLE.test(text) && Number(text) >= least) return Number(text)
    throw failUsage('E_CLI_VALUE', { flag, value: quote(text), allowed: wholeNumbers(least), near: '' })
  }
}

const wholeNumbers = (from: number): string => `${from}, ${from + 1}, ${from + 2} …`
