import * as z from 'zod'
import type { Language, Text } from './locale.ts'
import { printable } from './quote.ts'

const LOCALES = { zh: z.locales.zhCN, en: z.locales.en }

/** Names in a file are anybody's, and a schema's words may quote any number of them. */
const LONGEST = 200

/** The first thing that a schema finds wrong in a value that it refuses, and where it stands in the value. */
export interface SchemaFault {
  /** Names and indices, joined by dots; empty for the value itself. */
  readonly path: string
  readonly reason: Text
}

/** @param value one that `schema` refuses */
export function schemaFault(schema: z.ZodType, value: unknown): SchemaFault {
  const issueIn = (language: Language) => {
    const { localeError } = LOCALES[language]()
    // Zod has no words in Chinese for a name that decides which of several schemas holds.
    const error: typeof localeError = (issue) => localeError(isChoice(issue) ? asValue(issue) : issue)
    return schema.safeParse(value, { error }).error!.issues[0]!
  }
  const [zh, en] = [issueIn('zh'), issueIn('en')]
  const expected = expectedOf(en)
  return {
    path: shown(zh.path.map(String).join('.')),
    reason:
      expected !== undefined && isMissing(value, en.path)
        ? { zh: shown(`缺少这一项，应为 ${expected}`), en: shown(`missing, expected ${expected}`) }
        : { zh: shown(zh.message), en: shown(en.message) },
  }
}

interface Choice {
  readonly options: readonly z.core.util.Primitive[]
}

const isChoice = <T extends { readonly code?: string | undefined }>(issue: T): issue is T & Choice =>
  issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)

const asValue = <T extends Choice>(issue: T) =>
  ({ ...issue, code: 'invalid_value', values: [...issue.options] }) as const

/** What should stand there, in signs that read the same in every language. */
function expectedOf(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code === 'invalid_type') return issue.expected
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' | ')
  return isChoice(issue) ? issue.options.map(String).join(' | ') : undefined
}

const isMissing = (value: unknown, path: readonly PropertyKey[]): boolean =>
  path.length > 0 &&
  path.reduce<unknown>((outer, key) => (outer as Record<PropertyKey, unknown> | undefined)?.[key], value) ===
    undefined

const shown = (text: string): string => printable(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/** The fault in a line: `tasks.0.labels: …`. @param value one that `schema` refuses */
export function schemaReason(schema: z.ZodType, value: unknown): Text {
  const { path, reason } = schemaFault(schema, value)
  const where = path === '' ? '' : `${path}: `
  return { zh: `${where}${reason.zh}`, en: `${where}${reason.en}` }
}
