import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { HanTuneError } from '../base/errors.ts'

/** A folder for the files of one test file; gone when its tests are done. */
export function testFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'hantune-rules-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  let files = 0
  return (ending: string, content: string | Uint8Array): string => {
    const path = join(folder, `rules-${files++}${ending}`)
    writeFileSync(path, content)
    return path
  }
}

/** What a call throws, in few words: code and line. */
export function faultOf(call: () => unknown): { code: string; line: number | undefined } {
  try {
    call()
  } catch (error) {
    if (error instanceof HanTuneError) return { code: error.code, line: error.place.line }
    throw error
  }
  throw new Error('nothing was thrown')
}
