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
  const issueIn = (language: Language) =>
    schema.safeParse(value, { error: LOCALES[language]().localeError }).error!.issues[0]!
  const [zh, en] = [issueIn('zh'), issueIn('en')]
  return {
    path: shown(zh.path.map(String).join('.')),
    reason: { zh: shown(zh.message), en: shown(en.message) },
  }
}

const shown = (text: string): string => printable(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/** The fault in a line: `tasks.0.labels: …`. @param value one that `schema` refuses */
export function schemaReason(schema: z.ZodType, value: unknown): Text {
  const { path, reason } = schemaFault(schema, value)
  const where = path === '' ? '' : `${path}: `
  return { zh: `${where}${reason.zh}`, en: `${where}${reason.en}` }
}
