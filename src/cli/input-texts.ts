import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HanTuneError, placedAt } from '../base/errors.ts'
import { isBlank } from '../base/readable-text.ts'
import { type Note, type PlainText, readTexts, type TextOptions } from '../data/index.ts'
import { failUsage } from './usage-errors.ts'

const STDIN = '<stdin>'

/** Texts to predict on, with the name of their file (none for those of the command line) and what to know about it. */
export interface InputTexts {
  readonly texts: readonly PlainText[]
  readonly file: string
  readonly notes: readonly Note[]
}

/**
 * The texts of the command line, else of a file, else of a pipe.
 *
 * @throws E_CLI_NO_TEXT, E_CLI_TEXT_EMPTY, E_CLI_TEXT_TWICE and the readers' errors
 */
export async function gatherTexts(
  given: readonly string[],
  file: string | undefined,
  options: TextOptions = {},
): Promise<InputTexts> {
  if (given.length > 0 && file !== undefined) throw failUsage('E_CLI_TEXT_TWICE', {})
  if (file !== undefined) return { ...readTexts(file, options), file }
  if (given.length > 0) {
    const empty = given.findIndex(isBlank)
    if (empty >= 0) throw failUsage('E_CLI_TEXT_EMPTY', { number: empty + 1 })
    return {
      texts: given.map((text, i) => ({ text, origin: { file: '', line: i + 1 } })),
      file: '',
      notes: [],
    }
  }
  if (process.stdin.isTTY) throw failUsage('E_CLI_NO_TEXT', {})
  return fromPipe(options)
}

/** A pipe cannot be read twice, as recognising its format needs; so it is kept in a file meanwhile. */
async function fromPipe(options: TextOptions): Promise<InputTexts> {
  const parts: Buffer[] = []
  for await (const part of process.stdin) parts.push(part as Buffer)
  const content = Buffer.concat(parts)
  if (content.every((byte) => byte <= 0x20)) throw failUsage('E_CLI_NO_TEXT', {})
  const folder = mkdtempSync(join(tmpdir(), 'hantune-'))
  try {
    const path = join(folder, 'stdin')
    writeFileSync(path, content)
    const { texts, notes } = readTexts(path, options)
    const own = texts.map((one) => ({ ...one, origin: { ...one.origin, file: STDIN } }))
    return { texts: own, file: STDIN, notes }
  } catch (error) {
    if (!(error instanceof HanTuneError)) throw error
    throw placedAt(error, { ...error.place, ...(error.place.file !== undefined && { file: STDIN }) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
