import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { COMMIT, startHub } from '../../test/support/hub-server.ts'
import { temporaryFolder } from '../../test/support/temporary.ts'
import { locateModel } from './locate.ts'

/** A Python with huggingface_hub; without one there is nothing to compare with. */
const PYTHON = process.env.HANTUNE_PYTHON

const FILES = {
  'config.json': Buffer.from('{"model_type":"bert"}'),
  'vocab.txt': Buffer.from('[PAD]\n'),
  'model.safetensors': Buffer.alloc(100_000, 7),
}

async function python(code: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(PYTHON!, ['-c', code], { env: { ...process.env, ...env } })
  return stdout.trim()
}

const DOWNLOAD = `
from huggingface_hub import hf_hub_download
import os
local = os.environ.get('LOCAL') == '1'
paths = [hf_hub_download('org/tiny', name, local_files_only=local) for name in ${JSON.stringify(Object.keys(FILES))}]
print(os.path.dirname(paths[0]))
`

test.skipIf(PYTHON === undefined)('Python finds what we fetched, and we what Python fetched', async () => {
  const hub = await startHub({ models: { 'org/tiny': FILES } })
  const [ours, theirs] = [temporaryFolder(), temporaryFolder()]
  const envOf = (cache: string) => ({ HF_ENDPOINT: hub.url, HF_HUB_CACHE: cache })
  const { folder } = await locateModel('org/tiny', { env: envOf(ours) })
  const found = await python(DOWNLOAD, { ...envOf(ours), LOCAL: '1' })
  expect(realpathSync(found)).toBe(realpathSync(folder))

  const fetched = await python(DOWNLOAD, { ...envOf(theirs), HF_HUB_DISABLE_XET: '1' })
  const before = hub.requests.length
  const located = await locateModel('org/tiny', { env: envOf(theirs), offline: true })
  expect(located.commit).toBe(COMMIT)
  expect(realpathSync(located.folder)).toBe(realpathSync(fetched))
  expect(hub.requests.length).toBe(before)
})
