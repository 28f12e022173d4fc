import * as z from 'zod'
import type { Language, Text } from './locale.ts'

const LOCALES = { zh: z.locales.zhCN, en: z.locales.en }

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
  return { path: zh.path.map(String).join('.'), reason: { zh: zh.message, en: en.message } }
}

/** The fault in a line: `tasks.0.labels: …`. @param value one that `schema` refuses */
export function schemaReason(schema: z.ZodType, value: unknown): Text {
  const { path, reason } = schemaFault(schema, value)
  const where = path === '' ? '' : `${path}: `
  return { zh: `${where}${reason.zh}`, en: `${where}${reason.en}` }
}
