import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MAIN } from '../../test/support/cli.ts'

// Of training a thread tells it, which cannot start there.
test.skipIf(process.platform === 'win32').each(['data stats x.jsonl', 'train x.jsonl'])(
  'a working folder that was deleted is told as such: %s',
  (args) => {
    const folder = mkdtempSync(join(tmpdir(), 'hantune-gone-'))
    const script = `cd "$0" && rmdir "$0" && "$1" "$2" ${args}`
    const { status, stderr } = spawnSync('sh', ['-c', script, folder, process.execPath, MAIN], {
      encoding: 'utf8',
      env: { ...process.env, HANTUNE_LANG: 'en' },
    })
    expect(stderr).toMatch(/^\[E_CLI_FOLDER_GONE\]/)
    expect(status).toBe(2)
  },
)
