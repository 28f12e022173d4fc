import type { Place } from './errors.ts'
import { type JsonFault, jsonFault } from './json-fault.ts'
import type { Text } from './locale.ts'

/** A text that is no JSON. */
export class JsonError extends SyntaxError {
  readonly fault: JsonFault

  constructor(fault: JsonFault, cause: unknown) {
    super(`${fault.line}:${fault.column}: ${fault.reason.en}`, { cause })
    this.name = 'JsonError'
    this.fault = fault
  }
}

/** `JSON.parse` whose error tells place and reason in both languages. @throws JsonError */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const fault = jsonFault(text)
    throw fault ? new JsonError(fault, error) : error
  }
}

/** The text of bytes in UTF-8, without a byte order mark. @throws TypeError where they are none, for `reasonOf` */
export const decodeUtf8 = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true }).decode(bytes)

/** Why a file could not be read as JSON: its text's fault, bytes that are no text, or what the system said. */
export function reasonOf(error: unknown): string | Text {
  // Of `TextDecoder`.
  if (error instanceof TypeError) return { zh: '不是有效的 UTF-8', en: 'it is no valid UTF-8' }
  if (error instanceof JsonError) return error.fault.reason
  return error instanceof Error ? error.message : String(error)
}

/** The same for decoded bytes, which may be no UTF-8 and have no lines to count: with the position, from 0. */
export function positionedReason(error: unknown): string | Text {
  if (!(error instanceof JsonError)) return reasonOf(error)
  const { at, reason } = error.fault
  return { zh: `位置 ${at}，${reason.zh}`, en: `at ${at}, ${reason.en}` }
}

/** Where in its file the fault is. */
export function placeIn(file: string, error: unknown): Place {
  if (!(error instanceof JsonError)) return { file }
  const { line, column } = error.fault
  return { file, line, column }
}
