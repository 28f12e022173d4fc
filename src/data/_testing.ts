import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { HanTuneError } from '../base/errors.ts'

/** A folder for the files of one test file; gone when its tests are done. */
export function testFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'hantune-data-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  let files = 0
  return {
    folder,
    /** Writes content to a new file and gives its path. */
    file(content: string | Uint8Array): string {
      const path = join(folder, `file-${files++}.txt`)
      writeFileSync(path, content)
      return path
    },
  }
}

/** The error that a call throws; the call must throw a HanTuneError. */
export function errorOf(call: () => unknown): HanTuneError {
  try {
    call()
  } catch (error) {
    if (error instanceof HanTuneError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
